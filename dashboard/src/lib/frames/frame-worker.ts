/** Fetches, decrypts, inflates and parses away from the main thread, so that the picture never stutters. */
import type { ReadAnswer, ReadRequest } from './frame-messages.ts';
import { RangeFetchError } from './range-fetch.ts';
import { readRange } from './read-range.ts';

self.addEventListener('message', ({ data }: MessageEvent<ReadRequest>) => {
  readRange(data.key, data.request).then(
    (frames) => self.postMessage({ id: data.id, frames } satisfies ReadAnswer),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      const gone = error instanceof RangeFetchError && error.gone;
      self.postMessage({ id: data.id, failure: { message, gone } } satisfies ReadAnswer);
    },
  );
});
