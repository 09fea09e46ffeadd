import type { ReadFrame } from './frame-messages.ts';
import { fetchRange } from './range-fetch.ts';
import type { RangeRequest } from './range-plan.ts';
import { FrameError, importFrameKey, openFrame } from './sealed-frame.ts';

/** Fetches one range and opens its parts; a part that does not open does not take the others with it. */
export async function readRange(key: string, request: RangeRequest, signal?: AbortSignal): Promise<ReadFrame[]> {
  const bytes = await fetchRange(request, signal);
  const imported = await importFrameKey(key);
  return Promise.all(
    request.parts.map(async ({ label, first, last }): Promise<ReadFrame> => {
      try {
        const sealed = bytes.slice(first - request.first, last - request.first + 1);
        return { label, frame: await openFrame(imported, label, sealed) };
      } catch (error) {
        if (error instanceof FrameError) return { label, reason: error.message };
        throw error;
      }
    }),
  );
}
