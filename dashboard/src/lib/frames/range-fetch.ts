import type { RangeRequest } from './range-plan.ts';

/** A range request that got no bytes. `gone`: the object has expired or was erased. */
export class RangeFetchError extends Error {
  override name = 'RangeFetchError' as const;
  readonly gone: boolean;
  constructor(message: string, gone: boolean, options?: ErrorOptions) {
    super(message, options);
    this.gone = gone;
  }
}

/** Fetches a range. A server that ignores `Range` and answers 200 gives the whole object, which is cut here. */
export async function fetchRange(
  { url, first, last }: Pick<RangeRequest, 'url' | 'first' | 'last'>,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await fetch(url, { headers: { Range: `bytes=${first}-${last}` }, signal: signal ?? null });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new RangeFetchError('The network did not answer. Check the connection and try again.', false, { cause });
  }
  if (response.status === 403 || response.status === 404) {
    throw new RangeFetchError('This part of the recording is no longer stored.', true);
  }
  if (!response.ok) throw new RangeFetchError(`The server answered ${response.status}. Try again in a moment.`, false);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const wanted = response.status === 206 ? bytes : bytes.subarray(first, last + 1);
  if (wanted.byteLength !== last - first + 1) {
    throw new RangeFetchError(
      `The server sent ${wanted.byteLength} bytes instead of ${last - first + 1}. Try again.`,
      false,
    );
  }
  return wanted;
}
