import { Replayer } from '@rrweb/replay';
import type { eventWithTime } from '@rrweb/types';
import type { KeptFiles } from './kept-files.ts';
import type { Refusals } from './refusals.ts';
import './replay.css';
import { ReplayCleaner } from './replay-cleaner.ts';

export interface ReplayerOptions {
  /** Must be in the document: rrweb makes its sandboxed frame there. */
  root: HTMLElement;
  /** Of one tab, as they were recorded. */
  events: readonly eventWithTime[];
  /** Whose kept files the recording may show, and which they are. */
  project: string;
  files: KeptFiles;
  /** What a screen reader calls the frame. */
  title: string;
  /** Colour of the pointer's trail; no trail without it. */
  trail?: string;
}

export interface SafeReplayer {
  /** Undefined when there is no page to show. */
  readonly replayer: Replayer | undefined;
  /** What has been left out so far. */
  readonly refusals: Refusals;
  /** Events that came since, and all files by now; false when one is new, so that a new replayer is needed. */
  add(events: readonly eventWithTime[], files: KeptFiles): boolean;
}

/**
 * The only way a recording is rebuilt: cleaned event by event, in a frame whose sandbox is exactly
 * `allow-same-origin`, with no `UNSAFE_` option of rrweb, so that nothing a page sent runs here. Foreign
 * loads are stopped by our CSP as well, which the frame inherits.
 */
export function createReplayer({ root, events, project, files, title, trail }: ReplayerOptions): SafeReplayer {
  const cleaner = new ReplayCleaner(project);
  cleaner.learnFiles(files);
  const clean = cleaner.clean(events);
  const replayer = canShow(clean) ? build(clean, { root, title, trail }) : undefined;
  return {
    replayer,
    get refusals() {
      return cleaner.refusals;
    },
    add(more, named) {
      if (cleaner.learnFiles(named)) return false;
      for (const event of cleaner.clean(more)) replayer?.addEvent(event);
      return true;
    },
  };
}

function build(
  events: eventWithTime[],
  { root, title, trail }: Pick<ReplayerOptions, 'root' | 'title' | 'trail'>,
): Replayer {
  const replayer = new Replayer(events, {
    root,
    // A replayed focus() would take the keyboard away from the player.
    triggerFocus: false,
    showWarning: false,
    mouseTail: trail ? { duration: 600, lineCap: 'round', lineWidth: 3, strokeStyle: trail } : false,
  });
  const { sandbox } = replayer.iframe;
  if (sandbox.value !== 'allow-same-origin') {
    replayer.destroy();
    throw new Error(`The replay frame has the sandbox "${sandbox.value}" instead of "allow-same-origin".`);
  }
  replayer.iframe.title = title;
  replayer.iframe.tabIndex = -1;
  return replayer;
}

const fullSnapshot: eventWithTime['type'] = 2;

/** rrweb rebuilds from a full snapshot and wants two events; before they are there, there is nothing to show. */
export const canShow = (events: readonly eventWithTime[]): boolean =>
  events.length > 1 && events.some((event) => event.type === fullSnapshot);
