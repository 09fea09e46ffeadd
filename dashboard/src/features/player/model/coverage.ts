/** Parts of the recording whose frames are known, ms since its start; `to` is Infinity where nothing follows. */
export interface Covered {
  from: number;
  to: number;
}

/** Adds a stretch, joining what touches. */
export function cover(covered: readonly Covered[], added: Covered): Covered[] {
  const joined: Covered[] = [];
  for (const part of [...covered, added].sort((a, b) => a.from - b.from)) {
    const last = joined.at(-1);
    if (last && part.from <= last.to) last.to = Math.max(last.to, part.to);
    else joined.push({ ...part });
  }
  return joined;
}

/** The time from which the next page must be asked for, or null when `[time, time + ahead]` is known. */
export function missingAt(covered: readonly Covered[], time: number, ahead: number): number | null {
  const part = covered.find(({ from, to }) => time >= from && time < to);
  if (!part) return time;
  return time + ahead < part.to ? null : part.to;
}
