/** An answer that is not the route's own: `message` says what happened and what to do. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** `fetch`, with a sentence for people when no answer came. */
export async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new RequestError(0, 'offline', 'The server could not be reached. Check the connection and try again.');
  }
}

/** The error that an answer carries: ours, the gateway's `{ message }`, or, behind a broken proxy, only a status. */
export async function errorOf(response: Response): Promise<RequestError> {
  const { error, message } = shapeOf(await response.text());
  if (error) return new RequestError(response.status, error.code, error.message);
  const fallback = `The server answered ${response.status}. Try again in a moment.`;
  return new RequestError(response.status, 'unknown', message ?? fallback);
}

function shapeOf(text: string): { error?: { code: string; message: string }; message?: string } {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch {
    // A page of HTML from whatever stands between; the status is all there is to say.
    return {};
  }
}
