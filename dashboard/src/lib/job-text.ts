/** What jobs are called, and what their receipts say, in words for people. */
import type { Job, JobKind, Removal } from '#contracts/job.ts';

const kinds: Record<JobKind, [running: string, done: string]> = {
  'erase-session': ['Erasing a session', 'Session erased'],
  'erase-visitor': ['Erasing a visitor', 'Visitor erased'],
  'erase-user': ['Erasing a user', 'User erased'],
  'erase-project': ['Deleting a project', 'Project deleted'],
  'export-visitor': ['Exporting a visitor', 'Visitor exported'],
  'export-user': ['Exporting a user', 'User exported'],
  retention: ['Removing what is older', 'Older data removed'],
};

export const isOver = ({ status }: Pick<Job, 'status'>): boolean => status !== 'queued' && status !== 'running';

export const jobTitle = ({ kind, status }: Pick<Job, 'kind' | 'status'>): string =>
  kinds[kind][status === 'done' || status === 'void' ? 1 : 0];

export const jobState = ({ status }: Pick<Job, 'status'>): { text: string; color: string } =>
  ({
    queued: { text: 'waits', color: 'gray' },
    running: { text: 'at work', color: 'blue' },
    done: { text: 'done', color: 'teal' },
    failed: { text: 'failed', color: 'red' },
    void: { text: 'void', color: 'gray' },
  })[status];

const removals: Record<string, string> = {
  'tally/sessions': 'sessions, each now an empty tombstone',
  'keys/recording keys': 'keys of recordings, without which their bytes cannot be read',
  'archive/beacons': 'entries of the event archive',
  'failures/failed records': 'records that had failed',
  'tally/heatmap labels': 'words on heatmaps',
  'recordings/index items': 'index entries of recordings',
  'jobs/exports': 'exports',
  'tally/items': 'sessions, numbers and heatmap cells',
  'recordings/items': 'index entries of recordings',
  'keys/items': 'keys of recordings',
  'gate/items': 'session secrets and refusals',
  'projects/items': 'settings, members and keys',
  'files/kept files': 'kept images and fonts',
};

export const removalText = ({ store, what }: Removal): string => removals[`${store}/${what}`] ?? `${what} in ${store}`;
