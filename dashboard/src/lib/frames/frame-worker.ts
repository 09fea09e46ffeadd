/** Fetches, decrypts, inflates, parses and decodes away from the main thread, so that the picture never stutters. */
import type { DecodeRequest, ReadAnswer, ReadRequest } from './frame-messages.ts';
import { LineDecoder } from './line-decoder.ts';
import { RangeFetchError } from './range-fetch.ts';
import { readRange } from './read-range.ts';

const decoder = new LineDecoder();

self.addEventListener('message', ({ data }: MessageEvent<ReadRequest | DecodeRequest>) => {
  answer(data).then(
    (value) => self.postMessage(value),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      const gone = error instanceof RangeFetchError && error.gone;
      self.postMessage({ id: data.id, failure: { message, gone } } satisfies ReadAnswer);
    },
  );
});

async function answer(request: ReadRequest | DecodeRequest): Promise<ReadAnswer> {
  const { id } = request;
  if ('labels' in request) return { id, decoded: decoder.decode(request.labels, request) };
  const parts = await readRange(request.key, request.request);
  const frames = parts.map((part) => {
    if (!('frame' in part) || !part.lines) return part;
    const { lines, ...open } = part;
    decoder.keep(part.label, lines);
    return open;
  });
  return { id, frames };
}
