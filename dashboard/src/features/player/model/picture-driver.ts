import type { Replayer } from '@rrweb/replay';
import type { eventWithTime } from '@rrweb/types';
import { createReplayer, type SafeReplayer } from '../../../lib/replay/create-replayer.ts';
import type { KeptFiles } from '../../../lib/replay/kept-files.ts';
import type { Refusals } from '../../../lib/replay/refusals.ts';
import type { PlaybackState } from './playback-clock.ts';

interface Size {
  width: number;
  height: number;
}

interface DriverOptions {
  root: HTMLElement;
  project: string;
  /** ms since the epoch of the recording's start */
  startedAt: number;
  title: string;
  trail: string;
  onSize: (size: Size) => void;
  /** Told what is left out whenever more has been fed, or fails. */
  onRefused: (refusals: Refusals) => void;
  /** Told whether the page that plays can be shown. */
  onShown: (isShown: boolean) => void;
}

/** Keeps one tab's rrweb replayer in step with the player's clock. */
export class PictureDriver {
  readonly #options: DriverOptions;
  #safe: SafeReplayer | undefined;
  #fed: eventWithTime[] = [];
  #files: KeptFiles = [];
  #seeks = -1;
  #running = false;
  /** Where it was last taken to, ms since its first event. */
  #at = 0;
  #rate = 1;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /** Takes the tab's events; those that came since are added, anything else begins anew. */
  feed(events: readonly eventWithTime[], files: KeptFiles): void {
    this.#attempt(() => {
      const grown =
        this.#safe?.replayer !== undefined &&
        this.#fed.length <= events.length &&
        this.#fed.at(-1) === events[this.#fed.length - 1] &&
        this.#fed[0] === events[0];
      if (!grown || !this.#safe?.add(events.slice(this.#fed.length), files)) this.#begin(events, files);
    });
    this.#fed = [...events];
    this.#files = files;
    this.#tellRefused();
  }

  /** Follows the clock; called at every tick. After a failure there is no picture until somebody seeks. */
  follow(state: PlaybackState): void {
    this.#attempt(() => {
      const sought = state.seeks !== this.#seeks;
      if (!this.#safe && sought && this.#fed.length > 0) this.#begin(this.#fed, this.#files);
      this.#follow(state);
    });
    this.#seeks = state.seeks;
  }

  destroy(): void {
    this.#discard();
    this.#fed = [];
  }

  #follow({ time, playing, waiting, rate, seeks }: PlaybackState): void {
    const replayer: Replayer | undefined = this.#safe?.replayer;
    if (!replayer) return;
    const { startTime, totalTime } = replayer.getMetaData();
    const want = this.#options.startedAt + time - startTime;
    const inside = want >= 0 && want <= totalTime;
    const sought = seeks !== this.#seeks;
    const to = Math.max(0, want);
    if (rate !== this.#rate) replayer.setConfig({ speed: rate });
    this.#rate = rate;
    if (playing && !waiting && inside) {
      const drift = Math.abs(replayer.getCurrentTime() - want);
      if (sought || !this.#running || drift > Math.max(250, 120 * rate)) replayer.play(want);
      this.#running = true;
    } else if (sought || this.#running || this.#at < Math.min(to, totalTime)) {
      // pause(t) leaves out what happens at t itself, hence one more.
      replayer.pause(to + 1);
      this.#running = false;
    } else return;
    this.#at = to;
  }

  #begin(events: readonly eventWithTime[], files: KeptFiles): void {
    this.#discard();
    this.#seeks = -1;
    this.#running = false;
    this.#at = 0;
    const { root, project, title, trail, onSize, onShown } = this.#options;
    this.#safe = createReplayer({
      ...{ root, project, files, title, trail, events },
      onPage: onShown,
      onFailed: () => this.#tellRefused(),
    });
    const { replayer } = this.#safe;
    onShown(replayer !== undefined);
    replayer?.on('resize', (size) => onSize(size as Size));
    replayer?.setConfig({ speed: this.#rate });
  }

  #attempt(act: () => void): void {
    try {
      act();
    } catch {
      // What somebody made up may fail in rrweb in ways that nobody foresaw. It costs the picture alone, and it is told.
      this.#discard();
      this.#options.onShown(false);
    }
  }

  #discard(): void {
    try {
      this.#safe?.replayer?.destroy();
    } catch {
      // It has stopped by then; what it leaves in place goes below.
    }
    this.#safe = undefined;
    this.#options.root.replaceChildren();
  }

  #tellRefused(): void {
    if (this.#safe) this.#options.onRefused(this.#safe.refusals);
  }
}
