import type { Replayer } from '@rrweb/replay';
import type { eventWithTime } from '@rrweb/types';

interface Told {
  /** A page was built, or could not be. */
  onPage: (event: eventWithTime, isBuilt: boolean) => void;
  onFailed: (event: eventWithTime) => void;
}

/** Where rrweb applies a single event. It keeps both private, and has no other place where one can fail alone. */
interface Inner {
  applyIncremental(event: eventWithTime, isSync: boolean): void;
  rebuildFullSnapshot(event: eventWithTime, isSync?: boolean): void;
}

/**
 * Has what rrweb throws at an event cost that event alone: it would end the playing, and on the way to a moment take
 * the screen with it.
 */
export function guardReplayer(replayer: Replayer, { onPage, onFailed }: Told): void {
  // The class says they are private; tests see that they are there.
  const inner = replayer as unknown as Inner;
  const apply = inner.applyIncremental.bind(replayer);
  const rebuild = inner.rebuildFullSnapshot.bind(replayer);
  let current: eventWithTime | undefined;
  const attempt = (event: eventWithTime, act: () => void): boolean => {
    try {
      act();
      return true;
    } catch {
      // What was thrown says nothing to those who watch; that something is left out, they are told.
      onFailed(event);
      return false;
    }
  };
  inner.applyIncremental = (event, isSync) => {
    current = event;
    attempt(event, () => apply(event, isSync));
    current = undefined;
  };
  inner.rebuildFullSnapshot = (event, isSync) =>
    onPage(
      event,
      attempt(event, () => rebuild(event, isSync)),
    );
  // Steps of the pointer are put off, and then run by themselves.
  const { timer } = replayer;
  const add = timer.addAction.bind(timer);
  timer.addAction = (action) => {
    const event = current;
    add(event ? { ...action, doAction: () => void attempt(event, () => action.doAction()) } : action);
  };
}
