/** Takes on a rejection by the language alone, since a page may have replaced what promises do. */
async function quiet(result: unknown) {
  try {
    await result;
  } catch {
    // Nobody is told, as of what is thrown.
  }
}

/** Wraps a function so that it never throws into the host page, nor rejects, whatever the page did to what it uses. */
export function guard<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R | undefined {
  return (...args) => {
    try {
      const result = run(...args);
      quiet(result);
      return result;
    } catch {
      // A visitor's page matters more than what would have been measured.
    }
  };
}

/** All that is listened to, so that it can be taken off. */
export const bound: [
  target: Pick<EventTarget, 'addEventListener' | 'removeEventListener'>,
  ...listener: [type: string, run: EventListener, options: AddEventListenerOptions],
][] = [];

/** Adds a guarded listener that also sees events whose propagation the page stops. */
export function listen<E extends Event>(target: EventTarget, type: string, run: (event: E) => void): void {
  const guarded = guard(run) as EventListener;
  const options = { capture: true, passive: true };
  target.addEventListener(type, guarded, options);
  bound.push([target, type, guarded, options]);
}
