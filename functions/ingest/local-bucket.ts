/** A token bucket of this container alone, full at first: whether there is a token, which then is gone. One comes every `refillMs`. */
export function localBucket(burst: number, refillMs: number): (now: number) => boolean {
  let tokens = burst;
  let filledAt = 0;
  return (now) => {
    tokens = Math.min(burst, tokens + Math.max(0, now - filledAt) / refillMs);
    filledAt = now;
    if (tokens < 1) return false;
    tokens -= 1;
    return true;
  };
}
