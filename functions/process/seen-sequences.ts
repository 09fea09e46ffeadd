/** Which beacons of a session were counted: per document, ranges of `seq`. A beacon seen again counts no more. */

export const maxDocuments = 300;
export const maxRanges = 32;

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

/** With `seq` of `document` seen. Past 32 ranges the lowest gap closes, and what was missing there counts as seen. */
export function addSeen(seen: SeenSequences, document: string, seq: number): SeenSequences {
  const ranges = seen.get(document);
  if (ranges === undefined && seen.size >= maxDocuments) {
    throw new TooManyDocumentsError(`a session has at most ${maxDocuments} documents; this beacon brings another`);
  }
  if (hasSeen(seen, document, seq)) return seen;
  return new Map(seen).set(document, withSequence(ranges ?? [], seq));
}

function withSequence(ranges: readonly number[], seq: number): number[] {
  const pairs: [number, number][] = [[seq, seq]];
  for (let at = 0; at < ranges.length; at += 2) pairs.push([ranges[at] ?? 0, ranges[at + 1] ?? 0]);
  pairs.sort(([a], [b]) => a - b);
  const joined: [number, number][] = [];
  for (const [first, last] of pairs) {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  while (joined.length > maxRanges) {
    const [lowest, next] = joined.splice(0, 2);
    if (lowest && next) joined.unshift([lowest[0], next[1]]);
  }
  return joined.flat();
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
