import type { ReadAnswer, ReadFrame, ReadRequest } from './frame-messages.ts';
import { RangeFetchError } from './range-fetch.ts';
import type { RangeRequest } from './range-plan.ts';

/** Reads ranges of sealed frames in a worker of its own. `close` ends it; what is open then rejects. */
export interface FrameReader {
  read(key: string, request: RangeRequest): Promise<ReadFrame[]>;
  close(): void;
}

interface Waiting {
  resolve: (frames: ReadFrame[]) => void;
  reject: (error: Error) => void;
}

export function createFrameReader(): FrameReader {
  const worker = new Worker(new URL('./frame-worker.ts', import.meta.url), { type: 'module', name: 'frames' });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  worker.addEventListener('message', ({ data }: MessageEvent<ReadAnswer>) => {
    const entry = waiting.get(data.id);
    waiting.delete(data.id);
    if ('frames' in data) entry?.resolve(data.frames);
    else entry?.reject(new RangeFetchError(data.failure.message, data.failure.gone));
  });
  const failAll = (message: string) => {
    for (const entry of waiting.values()) entry.reject(new RangeFetchError(message, false));
    waiting.clear();
  };
  worker.addEventListener('error', () => failAll('The reader of recordings did not start. Reload the page.'));

  return {
    read(key, request) {
      const id = ++lastId;
      const { promise, resolve, reject } = Promise.withResolvers<ReadFrame[]>();
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, key, request } satisfies ReadRequest);
      return promise;
    },
    close() {
      worker.terminate();
      failAll('The recording was closed.');
    },
  };
}
