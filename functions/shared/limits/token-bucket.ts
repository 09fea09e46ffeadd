/**
 * A token bucket as one number, its mark: the instant (ms) at which the bucket would be full again if nobody
 * took anything any more. A mark in the past is a full bucket; taking tokens moves it forward; it may stand
 * ahead of now by what the whole burst takes to refill, and farther by what was taken on credit.
 */

export interface Bucket {
  perSecond: number;
  /** Tokens of a full bucket. */
  burst: number;
}

/** ms in which `tokens` flow in; whole microseconds, since tables add decimals and not doubles. */
export const refillMs = ({ perSecond }: Bucket, tokens: number): number =>
  Math.ceil((tokens * 1_000_000) / perSecond) / 1_000;

/** Tokens in the bucket now, 0 … burst. */
export function tokensLeft(bucket: Bucket, mark: number, now: number): number {
  const missing = ((Math.max(mark, now) - now) * bucket.perSecond) / 1_000;
  return Math.max(0, Math.floor(bucket.burst - missing + 1e-6));
}

/**
 * Tokens that may be taken: `wanted` or as many as are left, but no fewer than `needed`; undefined where those
 * are not there yet. A need above the burst is met by a full bucket, which then owes the rest.
 */
export function grant(
  bucket: Bucket,
  mark: number,
  now: number,
  { needed, wanted }: { needed: number; wanted: number },
): number | undefined {
  const left = tokensLeft(bucket, mark, now);
  if (needed > bucket.burst) return mark <= now ? needed : undefined;
  return needed <= left ? Math.min(Math.max(wanted, needed), left) : undefined;
}

/** ms until `grant` gives `needed`. */
export function waitMs(bucket: Bucket, mark: number, now: number, needed: number): number {
  const allowed = needed > bucket.burst ? 0 : refillMs(bucket, bucket.burst - needed);
  return Math.max(0, mark - now - allowed);
}
