/** Wraps a function so that it never throws into the host page, whatever the page did to what it uses. */
export function guard<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R | undefined {
  return (...args) => {
    try {
      return run(...args);
    } catch {
      // A visitor's page matters more than what would have been measured.
    }
  };
}

/** Adds a guarded listener that also sees events whose propagation the page stops. */
export function listen<E extends Event>(target: EventTarget, type: string, run: (event: E) => void): void {
  target.addEventListener(type, guard(run) as EventListener, true);
}
