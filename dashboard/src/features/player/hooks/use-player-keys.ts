import { useEffect, useRef } from 'react';
import type { PlayerActions } from '../components/controls.tsx';
import type { PlaybackClock } from '../model/playback-clock.ts';
import { nextSpeed } from '../model/playback-time.ts';
import type { TimelineEvent } from '../model/timeline-event.ts';

/** Time before the current event that still counts as standing on it. */
const graceMs = 400;

/** Elements that have a use of their own for every key, for space, or for arrows. */
const typing = 'input:not([type=checkbox]), textarea, select, [contenteditable=true], [role=menu] *, [role=dialog] *';
const pressing = 'button, a, input, [role=button]';
const choosing = '[role=tab]';

interface KeyTargets {
  clock: PlaybackClock;
  events: readonly TimelineEvent[];
  actions: PlayerActions;
  /** False where keys belong to somebody else. */
  on: boolean;
}

/** The player's keys: space, arrows, shift with arrows, [ ], n p, f, c. */
export function usePlayerKeys(targets: KeyTargets): void {
  const latest = useRef(targets);
  latest.current = targets;

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!latest.current.on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const element = event.target instanceof Element ? event.target : document.body;
      if (element.closest(typing)) return;
      if (event.key === ' ' && element.closest(pressing)) return;
      if (event.key.startsWith('Arrow') && element.closest(choosing)) return;
      const act = actionOf(event.key, event.shiftKey, latest.current);
      if (!act) return;
      event.preventDefault();
      act();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);
}

function actionOf(key: string, shift: boolean, { clock, events, actions }: KeyTargets): (() => void) | undefined {
  const { time, speed } = clock.state();
  const seek = (found: { t: number } | undefined) => found && clock.seek(found.t);
  switch (key) {
    case ' ':
      return () => clock.toggle();
    case 'ArrowLeft':
      return shift ? () => seek(events.findLast(({ t }) => t < time - graceMs)) : () => clock.seek(time - 5_000);
    case 'ArrowRight':
      return shift ? () => seek(events.find(({ t }) => t > time + 1)) : () => clock.seek(time + 5_000);
    case '[':
      return () => clock.setSpeed(nextSpeed(speed, -1));
    case ']':
      return () => clock.setSpeed(nextSpeed(speed, 1));
    case 'n':
      return actions.next;
    case 'p':
      return actions.previous;
    case 'f':
      return actions.toggleFullScreen;
    case 'c':
      return actions.copyLink;
    default:
      return undefined;
  }
}
