/** Which beacons of a session were counted: per document, ranges of `seq`. A beacon seen again counts no more. */

export const maxDocuments = 300;
export const maxRanges = 32;
/** Of all documents together, so that what a session has seen stays some KB. */
export const maxRangesOfAll = 1_200;

/** Per document: first and last `seq` of each range in turn, ascending, with a gap between ranges. */
export type SeenSequences = ReadonlyMap<string, readonly number[]>;

/** A session may have no more than 300 documents; a beacon of another one is poison. */
export class TooManyDocumentsError extends Error {
  override name = 'TooManyDocumentsError' as const;
}

export function hasSeen(seen: SeenSequences, document: string, seq: number): boolean {
  const ranges = seen.get(document) ?? [];
  for (let at = 0; at < ranges.length; at += 2) {
    if (seq >= (ranges[at] ?? 0) && seq <= (ranges[at + 1] ?? 0)) return true;
  }
  return false;
}

/**
 * With `seq` of `document` seen. Past 32 ranges, or 1,200 of all documents, the document's lowest gap closes, and what
 * was missing there counts as seen.
 */
export function addSeen(seen: SeenSequences, document: string, seq: number): SeenSequences {
  const ranges = seen.get(document);
  if (ranges === undefined && seen.size >= maxDocuments) {
    throw new TooManyDocumentsError(`a session has at most ${maxDocuments} documents; this beacon brings another`);
  }
  if (hasSeen(seen, document, seq)) return seen;
  const others = [...seen.values()].reduce((sum, { length }) => sum + length / 2, -(ranges?.length ?? 0) / 2);
  const most = Math.max(1, Math.min(maxRanges, maxRangesOfAll - others));
  return new Map(seen).set(document, withSequence(ranges ?? [], seq, most));
}

/** How many beacons were seen; a gap that was closed counts as if its beacons had been. */
export function countSeen(seen: SeenSequences): number {
  let count = 0;
  for (const ranges of seen.values()) for (const [first, last] of pairsOf(ranges)) count += last - first + 1;
  return count;
}

/** Whether `whole` has seen all that `part` has. */
export function includesSeen(whole: SeenSequences, part: SeenSequences): boolean {
  return [...part].every(([document, ranges]) => {
    const known = pairsOf(whole.get(document) ?? []);
    return pairsOf(ranges).every(([first, last]) => known.some(([from, to]) => from <= first && last <= to));
  });
}

/** All that either has seen. */
export function uniteSeen(one: SeenSequences, other: SeenSequences): SeenSequences {
  const united = new Map(one);
  for (const [document, ranges] of other) {
    united.set(document, joined([...pairsOf(united.get(document) ?? []), ...pairsOf(ranges)]));
  }
  return united;
}

function pairsOf(ranges: readonly number[]): [number, number][] {
  return Array.from({ length: ranges.length / 2 }, (_, n) => [ranges[2 * n] ?? 0, ranges[2 * n + 1] ?? 0]);
}

const withSequence = (ranges: readonly number[], seq: number, most: number): number[] =>
  joined([...pairsOf(ranges), [seq, seq]], most);

function joined(pairs: [number, number][], most = maxRanges): number[] {
  pairs.sort(([a], [b]) => a - b);
  const kept: [number, number][] = [];
  for (const [first, last] of pairs) {
    const before = kept.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else kept.push([first, last]);
  }
  while (kept.length > most) {
    const [lowest, next] = kept.splice(0, 2);
    if (lowest && next) kept.unshift([lowest[0], next[1]]);
  }
  return kept.flat();
}

/** As bytes: per document 16 bytes of UUID, the number of ranges, and differences as varints. */
export function packSeen(seen: SeenSequences): Uint8Array {
  const bytes: number[] = [];
  for (const [document, ranges] of seen) {
    bytes.push(...Buffer.from(document.replaceAll('-', ''), 'hex'), ranges.length / 2);
    let before = 0;
    for (const bound of ranges) {
      let rest = bound - before;
      for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) | 0x80);
      bytes.push(rest);
      before = bound;
    }
  }
  return Uint8Array.from(bytes);
}

export function unpackSeen(bytes: Uint8Array): SeenSequences {
  const seen = new Map<string, number[]>();
  for (let at = 0; at < bytes.byteLength; ) {
    const hex = Buffer.from(bytes.subarray(at, at + 16)).toString('hex');
    const bounds = 2 * (bytes[at + 16] ?? 0);
    at += 17;
    const ranges: number[] = [];
    let before = 0;
    for (let index = 0; index < bounds; index += 1) {
      let difference = 0;
      for (let factor = 1; ; factor *= 0x80) {
        const byte = bytes[at] ?? 0;
        at += 1;
        difference += (byte & 0x7f) * factor;
        if (byte < 0x80) break;
      }
      before += difference;
      ranges.push(before);
    }
    seen.set(hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'), ranges);
  }
  return seen;
}
