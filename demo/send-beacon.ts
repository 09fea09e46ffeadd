/** Sends one beacon as a browser's tracker would, with what the CDN would add. */
export interface Sending {
  /** With key and time of sending. */
  address: string;
  headers: Record<string, string>;
  body: Uint8Array<ArrayBuffer>;
  signal: AbortSignal;
  /** First pause before another try, ms; it doubles. @default 500 */
  pauseMs?: number;
}

const tries = 10;
const longestPause = 8_000;

/** Resolves once the beacon was taken; tries again after what passes, rejects with the reason of what does not. */
export async function sendBeacon({ address, headers, body, signal, pauseMs = 500 }: Sending): Promise<void> {
  for (let tried = 1; ; tried += 1) {
    const { status, reason, retryAfter } = await attempt(address, { method: 'POST', headers, body, signal });
    if (status === 202) return;
    signal.throwIfAborted();
    const passing = status === 0 || status === 429 || status >= 500;
    if (!passing || tried === tries) {
      throw new Error(`A beacon was refused after ${tried} ${tried > 1 ? 'tries' : 'try'}: ${status} ${reason}`);
    }
    await pause(Math.max(retryAfter, Math.min(longestPause, pauseMs * 2 ** (tried - 1))), signal);
  }
}

async function attempt(address: string, request: RequestInit) {
  try {
    const response = await fetch(address, request);
    const seconds = Number(response.headers.get('retry-after') ?? 0);
    return { status: response.status, reason: await response.text(), retryAfter: seconds > 0 ? seconds * 1_000 : 0 };
  } catch (error) {
    return { status: 0, reason: error instanceof Error ? error.message : String(error), retryAfter: 0 };
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
