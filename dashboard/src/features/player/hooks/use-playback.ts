import { useEffect, useState, useSyncExternalStore } from 'react';
import { PlaybackClock, type PlaybackState } from '../model/playback-clock.ts';
import { tabAt } from '../model/tab-switches.ts';
import type { Recording } from './use-recording.ts';

export interface PlaybackOptions {
  /** ms; where playback begins */
  startAt: number;
  autoplay: boolean;
}

export interface Playback {
  clock: PlaybackClock;
  /** The tab that is shown. */
  tab: string | undefined;
  /** The tab chosen by hand; undefined while the player follows the visitor. */
  chosenTab: string | undefined;
  chooseTab(tab: string | undefined): void;
}

/** Runs the player's clock against what has been loaded. */
export function usePlayback({ store, state, view }: Recording, { startAt, autoplay }: PlaybackOptions): Playback {
  const [clock] = useState(() => new PlaybackClock({ time: startAt, playing: autoplay }));
  const [chosenTab, chooseTab] = useState<string>();
  const followed = useClock(clock, ({ time }) => tabAt(view.switches, time));
  const playing = useClock(clock, (now) => now.playing);
  const seeks = useClock(clock, (now) => now.seeks);
  const tab = chosenTab ?? followed ?? state.tabs[0]?.id;

  useEffect(() => {
    if (state.status !== 'ready') return;
    clock.duration = state.duration;
    clock.stretches = view.inactive;
    if (clock.state().time > state.duration) clock.seek(state.duration);
  }, [clock, state, view]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a seek may lead to where nothing is loaded
  useEffect(() => {
    if (state.status === 'ready') store?.need(clock.state().time);
  }, [store, state, clock, seeks]);

  useEffect(() => {
    if (!playing || !store || state.status !== 'ready') return;
    let last = performance.now();
    let handle = requestAnimationFrame(function frame(now) {
      const { time } = clock.state();
      clock.availableTo = store.availableTo(time, tab ?? '');
      store.need(time);
      clock.tick(Math.max(0, now - last));
      last = now;
      handle = requestAnimationFrame(frame);
    });
    return () => cancelAnimationFrame(handle);
  }, [clock, store, state.status, playing, tab]);

  return { clock, tab, chosenTab, chooseTab };
}

/** A value of the clock's; renders anew only when it changes, so let it be a primitive. */
export function useClock<T>(clock: PlaybackClock, select: (state: PlaybackState) => T): T {
  return useSyncExternalStore(clock.subscribe, () => select(clock.state()));
}
