import type { Inner } from '../inner.ts';
import { patch } from './patch.ts';
import { scrubText, stars } from './scrub-text.ts';

const levels = ['log', 'info', 'warn', 'error', 'debug'] as const;
/** Lines of one second that are kept: a page may log in a loop. */
const perSecond = 20;

/** A value as a short text; of an object only its names, whose values may be anybody's. */
export function wordOf(value: unknown): string {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  if (typeof value !== 'object' || value === null) return String(value);
  return `{${Object.keys(value).slice(0, 10)}}`;
}

/** Records what the page writes to its console. */
export function watchConsole(inner: Inner, all: boolean): () => void {
  let second = 0;
  let lines = 0;
  const stops = levels.map((level) =>
    patch(console, level, (call, _, args) => {
      try {
        const now = Math.floor(Date.now() / 1e3);
        lines = now === second ? lines + 1 : 0;
        second = now;
        if (lines < perSecond) {
          // What is cut is no longer known for what it is.
          const text = scrubText(args.map(wordOf).join(' ').slice(0, 4e3)).slice(0, 1e3);
          inner.note({ kind: 'console', level, text: all ? stars(text) : text });
        }
      } catch {
        // A getter of the page threw; its console goes on.
      }
      return call();
    }),
  );
  return () => {
    for (const stop of stops) stop();
  };
}
