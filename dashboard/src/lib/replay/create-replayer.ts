import { Replayer } from '@rrweb/replay';
import { EventType, type eventWithTime } from '@rrweb/types';
import { guardReplayer } from './guard-replayer.ts';
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
  /** Told of every page that is built whether it could be. */
  onPage: (isShown: boolean) => void;
  /** Told when an event failed that nobody had refused; `refusals` has it. */
  onFailed?: () => void;
}

export interface SafeReplayer {
  /** Undefined when there is no page to show. */
  readonly replayer: Replayer | undefined;
  /** What has been left out so far. */
  readonly refusals: Refusals;
  /** Of the window of the first page, CSS px; undefined where nothing tells. */
  readonly size: { width: number; height: number } | undefined;
  /** Events that came since, and all files by now; false when one is new, so that a new replayer is needed. */
  add(events: readonly eventWithTime[], files: KeptFiles): boolean;
}

/**
 * The only way a recording is rebuilt: cleaned event by event, in a frame whose sandbox is exactly
 * `allow-same-origin`, with no `UNSAFE_` option of rrweb, so that nothing a page sent runs here. Foreign
 * loads are stopped by our CSP as well, which the frame inherits. What fails all the same is left out.
 */
export function createReplayer(options: ReplayerOptions): SafeReplayer {
  const { events, project, files, onPage, onFailed } = options;
  const cleaner = new ReplayCleaner(project);
  cleaner.learnFiles(files);
  const clean = cleaner.clean(events);
  const failed = new Set<eventWithTime>();
  const replayer = canShow(clean) ? build(clean, options) : undefined;
  if (replayer) {
    guardReplayer(replayer, {
      onPage: (event, isBuilt) => onPage(isBuilt && !cleaner.isBlank(event)),
      onFailed: (event) => {
        failed.add(event);
        onFailed?.();
      },
    });
  }
  const meta = clean.find((event) => event.type === EventType.Meta);
  return {
    replayer,
    size: meta?.type === EventType.Meta ? { width: meta.data.width, height: meta.data.height } : undefined,
    get refusals() {
      const { refusals } = cleaner;
      return { ...refusals, damaged: refusals.damaged + failed.size };
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

/** rrweb rebuilds from a full snapshot and wants two events; before they are there, there is nothing to show. */
export const canShow = (events: readonly eventWithTime[]): boolean =>
  events.length > 1 && events.some((event) => event.type === EventType.FullSnapshot);
