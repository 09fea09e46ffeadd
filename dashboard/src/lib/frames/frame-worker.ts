/** Fetches, decrypts, inflates, parses and decodes away from the main thread, so that the picture never stutters. */
import { createKeptSheets, type KeptSheets } from '#contracts/kept-sheets.ts';
import { fetchSheet } from './fetch-sheet.ts';
import type { DecodeRequest, ReadAnswer, ReadFrame, ReadRequest } from './frame-messages.ts';
import { LineDecoder } from './line-decoder.ts';
import { RangeFetchError } from './range-fetch.ts';
import { readRange } from './read-range.ts';

let sheets: KeptSheets | undefined;
const decoder = new LineDecoder((hash) => sheets?.textOf(hash));

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
  const frames: ReadFrame[] = [];
  for (const part of parts) {
    if ('frame' in part && part.lines) {
      const { lines, ...open } = part;
      // A worker reads one recording: the project of a label is that of all.
      sheets ??= createKeptSheets((hash) => fetchSheet(part.label.split('/')[0] ?? '', hash));
      await sheets.gather(lines);
      decoder.keep(part.label, lines);
      frames.push(open);
    } else frames.push(part);
  }
  return { id, frames };
}
