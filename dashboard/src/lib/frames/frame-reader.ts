import type {
  DecodedPart,
  DecodeOptions,
  DecodeRequest,
  ReadAnswer,
  ReadFrame,
  ReadRequest,
} from './frame-messages.ts';
import { RangeFetchError } from './range-fetch.ts';
import type { RangeRequest } from './range-plan.ts';

/** Reads ranges of sealed frames in a worker of its own. `close` ends it; what is open then rejects. */
export interface FrameReader {
  read(key: string, request: RangeRequest): Promise<ReadFrame[]>;
  /** Events of frames that were read and say that they are `encoded`: all that were read of one document, by `seq`. */
  decode(labels: readonly string[], options: DecodeOptions): Promise<DecodedPart[]>;
  close(): void;
}

interface Waiting {
  resolve: (answer: ReadAnswer) => void;
  reject: (error: Error) => void;
}

export function createFrameReader(): FrameReader {
  const worker = new Worker(new URL('./frame-worker.ts', import.meta.url), { type: 'module', name: 'frames' });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;

  worker.addEventListener('message', ({ data }: MessageEvent<ReadAnswer>) => {
    const entry = waiting.get(data.id);
    waiting.delete(data.id);
    if ('failure' in data) entry?.reject(new RangeFetchError(data.failure.message, data.failure.gone));
    else entry?.resolve(data);
  });
  const failAll = (message: string) => {
    for (const entry of waiting.values()) entry.reject(new RangeFetchError(message, false));
    waiting.clear();
  };
  worker.addEventListener('error', () => failAll('The reader of recordings did not start. Reload the page.'));

  const ask = (request: Omit<ReadRequest, 'id'> | Omit<DecodeRequest, 'id'>): Promise<ReadAnswer> => {
    const id = ++lastId;
    const { promise, resolve, reject } = Promise.withResolvers<ReadAnswer>();
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, ...request } satisfies ReadRequest | DecodeRequest);
    return promise;
  };
  return {
    async read(key, request) {
      const answer = await ask({ key, request });
      return 'frames' in answer ? answer.frames : [];
    },
    async decode(labels, options) {
      const answer = await ask({ labels, ...options });
      return 'decoded' in answer ? answer.decoded : [];
    },
    close() {
      worker.terminate();
      failAll('The recording was closed.');
    },
  };
}
