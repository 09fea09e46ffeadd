import type { Replayer } from '@rrweb/replay';
import { EventType, type eventWithTime } from '@rrweb/types';
import { createReplayer } from '../../../lib/replay/create-replayer.ts';
import type { PlaybackState } from './playback-clock.ts';

interface Size {
  width: number;
  height: number;
}

interface DriverOptions {
  root: HTMLElement;
  /** ms since the epoch of the recording's start */
  startedAt: number;
  title: string;
  trail: string;
  onSize: (size: Size) => void;
}

/** rrweb rebuilds from a full snapshot; before one is there, there is nothing to show. */
export const canShow = (events: readonly eventWithTime[]): boolean =>
  events.length > 1 && events.some((event) => event.type === EventType.FullSnapshot);

/** Keeps one tab's rrweb replayer in step with the player's clock. */
export class PictureDriver {
  readonly #options: DriverOptions;
  #replayer: Replayer | undefined;
  #fed: eventWithTime[] = [];
  #seeks = -1;
  #running = false;
  #rate = 1;

  constructor(options: DriverOptions) {
    this.#options = options;
  }

  /** Takes the tab's events; those that came since are added, anything else begins anew. */
  feed(events: readonly eventWithTime[]): void {
    const grown =
      this.#replayer && this.#fed.length <= events.length && this.#fed.at(-1) === events[this.#fed.length - 1];
    if (!grown || this.#fed[0] !== events[0]) this.#begin(events);
    else for (const event of events.slice(this.#fed.length)) this.#replayer?.addEvent(event);
    this.#fed = [...events];
  }

  /** Follows the clock; called at every tick. */
  follow({ time, playing, waiting, rate, seeks }: PlaybackState): void {
    const replayer = this.#replayer;
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
    this.#replayer?.destroy();
    this.#replayer = undefined;
    this.#fed = [];
  }

  #begin(events: readonly eventWithTime[]): void {
    this.destroy();
    this.#seeks = -1;
    this.#running = false;
    if (!canShow(events)) return;
    const { root, title, trail, onSize } = this.#options;
    this.#replayer = createReplayer({ root, title, trail, events: [...events] });
    this.#replayer.on('resize', (size) => onSize(size as Size));
    this.#replayer.setConfig({ speed: this.#rate });
  }
}
