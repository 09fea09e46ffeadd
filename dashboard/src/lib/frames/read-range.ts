import type { ReadFrame } from './frame-messages.ts';
import { fetchRange } from './range-fetch.ts';
import type { RangeRequest } from './range-plan.ts';
import { FrameError, importFrameKey, type OpenedFrame, openFrame } from './sealed-frame.ts';

/** A part as it is read, with the lines that have to be decoded. */
export type ReadPart = ReadFrame & Pick<OpenedFrame, 'lines'>;

/** Fetches one range and opens its parts; a part that does not open does not take the others with it. */
export async function readRange(key: string, request: RangeRequest, signal?: AbortSignal): Promise<ReadPart[]> {
  const bytes = await fetchRange(request, signal);
  const imported = await importFrameKey(key);
  return Promise.all(
    request.parts.map(async ({ label, first, last }): Promise<ReadPart> => {
      try {
        const sealed = bytes.slice(first - request.first, last - request.first + 1);
        return { label, ...(await openFrame(imported, label, sealed)) };
      } catch (error) {
        if (error instanceof FrameError) return { label, reason: error.message };
        throw error;
      }
    }),
  );
}
