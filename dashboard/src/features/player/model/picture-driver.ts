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
  /** Told what is left out whenever more has been fed. */
  onRefused: (refusals: Refusals) => void;
}

/** Keeps one tab's rrweb replayer in step with the player's clock. */
export class PictureDriver {
  readonly #options: DriverOptions;
  #safe: SafeReplayer | undefined;
  #fed: eventWithTime[] = [];
  #seeks = -1;
  #running = false;
  #rate = 1;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /** Takes the tab's events; those that came since are added, anything else begins anew. */
  feed(events: readonly eventWithTime[], files: KeptFiles): void {
    const grown =
      this.#safe?.replayer !== undefined &&
      this.#fed.length <= events.length &&
      this.#fed.at(-1) === events[this.#fed.length - 1] &&
      this.#fed[0] === events[0];
    if (!grown || !this.#safe?.add(events.slice(this.#fed.length), files)) this.#begin(events, files);
    this.#fed = [...events];
    if (this.#safe) this.#options.onRefused(this.#safe.refusals);
  }

  /** Follows the clock; called at every tick. */
  follow({ time, playing, waiting, rate, seeks }: PlaybackState): void {
    const replayer: Replayer | undefined = this.#safe?.replayer;
    const first = this.#fed[0];
    const last = this.#fed.at(-1);
    if (!replayer || !first || !last) return;
    const want = this.#options.startedAt + time - first.timestamp;
    const inside = want >= 0 && want <= last.timestamp - first.timestamp;
    const sought = seeks !== this.#seeks;
    this.#seeks = seeks;
    if (rate !== this.#rate) replayer.setConfig({ speed: rate });
    this.#rate = rate;
    if (playing && !waiting && inside) {
      const drift = Math.abs(replayer.getCurrentTime() - want);
      if (sought || !this.#running || drift > Math.max(250, 120 * rate)) replayer.play(want);
      this.#running = true;
    } else if (sought || this.#running) {
      // pause(t) leaves out what happens at t itself, hence one more.
      replayer.pause(Math.max(0, want) + 1);
      this.#running = false;
    }
  }

  destroy(): void {
    this.#safe?.replayer?.destroy();
    this.#safe = undefined;
    this.#fed = [];
  }

  #begin(events: readonly eventWithTime[], files: KeptFiles): void {
    this.destroy();
    this.#seeks = -1;
    this.#running = false;
    const { root, project, title, trail, onSize } = this.#options;
    this.#safe = createReplayer({ root, project, files, title, trail, events });
    this.#safe.replayer?.on('resize', (size) => onSize(size as Size));
    this.#safe.replayer?.setConfig({ speed: this.#rate });
  }
}
