// The page may wrap it later; we keep to what was there before us.
const { fetch } = window;

/** What a request came to: `status` 0 means no answer. */
export type Answer = [status: number, body?: Record<string, unknown>, retryAfter?: string | null];

/** Asks the server; an answer even if there is none. */
export async function request(address: string, options?: RequestInit): Promise<Answer> {
  const answer: Answer = [0];
  try {
    const response = await fetch(address, {
      credentials: 'omit',
      // The origin goes along, the page's address does not.
      referrerPolicy: 'strict-origin',
      // A server that hangs must not hold up the queue; older browsers wait for it.
      signal: AbortSignal.timeout?.(3e4),
      ...options,
    });
    answer[0] = response.status;
    answer[2] = response.headers.get('Retry-After');
    // Where promises cannot be gone on from, nothing of ours begins.
    answer[1] = await response.json().then();
  } catch {
    // What is known by then.
  }
  return answer;
}
