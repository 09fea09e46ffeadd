import { type Stretch, stretchAt } from './activity.ts';
import { type Speed, skipSpeed } from './playback-time.ts';

export interface PlaybackState {
  /** ms since the recording's start */
  time: number;
  playing: boolean;
  /** Chosen speed. */
  speed: Speed;
  skipInactive: boolean;
  /** The stretch that is being run through. */
  skipping: Stretch | null;
  /** Time stands still until more of the recording is there. */
  waiting: boolean;
  /** Speed in force, skipping included. */
  rate: number;
  /** Counts jumps, so that listeners can tell a seek from the passing of time. */
  seeks: number;
}

/**
 * The one time of the player, which picture, timeline and lists follow. It knows nothing of the DOM:
 * `tick` is called with the ms that passed.
 */
export class PlaybackClock {
  duration = 0;
  stretches: readonly Stretch[] = [];
  /** Until here the recording can be shown. */
  availableTo = 0;
  #state: PlaybackState;
  readonly #listeners = new Set<() => void>();

  constructor(start: Partial<Pick<PlaybackState, 'time' | 'playing' | 'speed' | 'skipInactive'>> = {}) {
    this.#state = {
      time: 0,
      playing: false,
      speed: 1,
      skipInactive: true,
      skipping: null,
      waiting: false,
      rate: 1,
      seeks: 0,
      ...start,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): PlaybackState => this.#state;

  /** Moves time on by what passed since the last tick. */
  tick(elapsedMs: number): void {
    const { time, playing, speed, skipInactive } = this.#state;
    if (!playing) return;
    const waiting = time >= this.availableTo && this.availableTo < this.duration;
    const skipping = skipInactive ? (stretchAt(this.stretches, time) ?? null) : null;
    const rate = skipping ? skipSpeed(skipping.to - time, speed) : speed;
    const next = waiting ? time : time + elapsedMs * rate;
    const limit = skipping && next >= skipping.to ? skipping.to : next;
    if (limit >= this.duration && !waiting) {
      this.#set({ time: this.duration, playing: false, skipping: null, waiting: false, rate: speed });
    } else {
      this.#set({ time: limit, skipping, waiting, rate });
    }
  }

  /** Plays; from the start again when it stands at the end. */
  play(): void {
    if (this.#state.playing) return;
    const atEnd = this.duration > 0 && this.#state.time >= this.duration;
    this.#set({ playing: true, ...(atEnd && { time: 0, seeks: this.#state.seeks + 1 }) });
  }

  pause(): void {
    this.#set({ playing: false, skipping: null, rate: this.#state.speed });
  }

  toggle(): void {
    if (this.#state.playing) this.pause();
    else this.play();
  }

  seek(time: number): void {
    const clamped = Math.min(this.duration, Math.max(0, time));
    this.#set({ time: clamped, seeks: this.#state.seeks + 1, skipping: null, waiting: false });
  }

  setSpeed(speed: Speed): void {
    this.#set({ speed, rate: speed });
  }

  setSkipInactive(skipInactive: boolean): void {
    this.#set({ skipInactive, skipping: null, rate: this.#state.speed });
  }

  #set(change: Partial<PlaybackState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
