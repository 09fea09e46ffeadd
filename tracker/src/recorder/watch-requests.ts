import type { Inner } from '../inner.ts';
import { patch } from './patch.ts';
import { scrubAddress } from './scrub-text.ts';

/** Records method, address without query, status and duration of the page's requests; never a body. */
export function watchRequests({ note, guard }: Pick<Inner, 'note' | 'guard'>, all: boolean): () => void {
  /** What we do beside a request of the page must not make it fail. */
  const quiet = <T>(run: () => T) => guard(run)();
  const begin = (method: string, address: string) => {
    const at = Date.now();
    return (status: number) => {
      const { origin, pathname, protocol } = new URL(address, location.href);
      // An address of another kind may be the data itself.
      if (!/^http/.test(protocol)) return;
      // Names of an interface are written small; what is not may be somebody's.
      const path = all ? pathname.replace(/[^/]*[\dA-Z%][^/]*/g, '*') : pathname;
      const url = scrubAddress(origin + path).slice(0, 2048);
      note({ kind: 'request', at, method: method.toUpperCase().slice(0, 16), url, status, duration: Date.now() - at });
    };
  };
  const opened = new WeakMap<object, [method: string, address: string]>();
  const stops = [
    patch(window, 'fetch', (call, _, [input, options]) => {
      const request = input as Request;
      const end = quiet(() =>
        begin(`${(options as RequestInit)?.method ?? request?.method ?? 'GET'}`, request?.url ?? `${input}`),
      );
      const answer = call() as Promise<Response>;
      answer.then(
        ({ status }) => quiet(() => end?.(status)),
        () => quiet(() => end?.(0)),
      );
      return answer;
    }),
    patch(XMLHttpRequest.prototype, 'open', (call, self, [method, address]) => {
      quiet(() => opened.set(self as object, [`${method}`, `${address}`]));
      return call();
    }),
    patch(XMLHttpRequest.prototype, 'send', (call, self) => {
      quiet(() => {
        const request = opened.get(self as object);
        const end = request && begin(...request);
        (self as XMLHttpRequest).addEventListener('loadend', () => quiet(() => end?.((self as XMLHttpRequest).status)));
      });
      return call();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
