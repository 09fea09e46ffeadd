/** Of which steps each kind of job is made, with what it is doing in words. */
import type { JobKind } from '#contracts/job.ts';
import { wantedOfProject } from './archive-lines.ts';
import { clearFailures, locate, rewriteArchive } from './archive-steps.ts';
import { bury, close, forget } from './bury.ts';
import { checkRecordings, voidExports } from './check-erased.ts';
import { gather } from './export-steps.ts';
import { clearLabels } from './heat-labels.ts';
import { cover, type Step } from './job-run.ts';
import { removeLastFiles } from './last-files.ts';
import { removeOwnFiles } from './own-files.ts';
import { beginProject, expireItems, removeFiles, removeItems, sweepOld, sweepProject } from './project-steps.ts';
import { begin, find, wantedOf } from './whom.ts';

type Steps = readonly (readonly [name: string, message: string, step: Step])[];

const failuresOfPeople: Step = async (run) => clearFailures(run, await wantedOf(run));
const failuresOfProject: Step = (run) => clearFailures(run, wantedOfProject(run.job.project));

/** Where nothing is to be done about what was found, than to look for more of it. */
const covering =
  (kind: 'visitor' | 'session'): Step =>
  async (run) => {
    await cover(run, kind);
    return 'done';
  };

const erasePeople: Steps = [
  ['begin', 'Begins', begin],
  ['forget', 'Lets nothing more in', forget],
  ['find', 'Looks for sessions', find],
  ['bury', 'Erases sessions and keys of recordings', bury],
  ['locate', 'Looks through the archive', locate],
  ['close', 'Closes the sessions', close],
  ['files', 'Removes kept images and fonts of nobody else', removeOwnFiles],
  ['last-files', 'Removes those of the last recording of a visitor', removeLastFiles],
  ['labels', 'Clears words on heatmaps', clearLabels],
  ['archive', 'Rewrites the archive', rewriteArchive],
  ['failures', 'Looks through records that failed', failuresOfPeople],
  ['exports', 'Takes back exports', voidExports],
  ['check', 'Looks once more', checkRecordings],
];
const exportPeople: Steps = [
  ['begin', 'Begins', begin],
  ['forget', 'Begins', covering('visitor')],
  ['find', 'Looks for sessions', find],
  ['bury', 'Looks for sessions', covering('session')],
  ['locate', 'Looks through the archive', locate],
  ['gather', 'Writes events', gather],
];
export const stepsOf: Record<JobKind, Steps> = {
  'erase-session': erasePeople,
  'erase-visitor': erasePeople,
  'erase-user': erasePeople,
  'export-visitor': exportPeople,
  'export-user': exportPeople,
  'erase-project': [
    ['begin', 'Begins', beginProject],
    ['forget', 'Lets nothing more in', forget],
    ['items', 'Removes sessions, numbers, heatmaps and keys of recordings', removeItems],
    ['files', 'Removes kept images and fonts', removeFiles],
    ['archive', 'Rewrites the archive', sweepProject],
    ['failures', 'Looks through records that failed', failuresOfProject],
    ['exports', 'Takes back exports', voidExports],
  ],
  retention: [
    ['begin', 'Begins', async () => 'done'],
    ['archive', 'Rewrites the archive', sweepOld],
    ['items', 'Removes what is older', expireItems],
  ],
};
