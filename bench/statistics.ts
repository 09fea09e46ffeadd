/** The middle of a list of numbers, or the mean of the two in the middle. Throws on an empty list. */
export function median(numbers: readonly number[]): number {
  return quantile(numbers, 0.5);
}

/** The value below which a share `q` (0…1) of the numbers lies, linear between neighbours. Throws on an empty list. */
export function quantile(numbers: readonly number[], q: number): number {
  if (numbers.length === 0) throw new RangeError('no numbers, so no quantile');
  const sorted = numbers.toSorted((one, other) => one - other);
  const place = (sorted.length - 1) * q;
  const low = sorted[Math.floor(place)] as number;
  const high = sorted[Math.ceil(place)] as number;
  return low + (high - low) * (place - Math.floor(place));
}

/** Median of the ratios round by round, so that a slow moment of the machine, which both saw, cancels out. */
export function medianRatio(over: readonly number[], under: readonly number[]): number {
  return median(over.map((value, round) => value / (under[round] as number)));
}
