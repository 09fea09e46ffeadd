/**
 * Unique visitors as a small value that merges: exact up to 128, then HyperLogLog with 4,096 registers
 * (p = 12, standard error 1.04 / √4096 = 1.6 %).
 *
 * Bytes, by the first: none at all: empty; 1: exact, entries of 8 bytes hash and 1 byte references,
 * ascending by hash; 2: 4,096 registers of one byte. References let a session that moves from one
 * value to another (its exit page does all the time) take its visitor along; 255 references stay for ever.
 * Past 128 nothing can be taken back.
 */
import { keyedHash } from './keyed-hash.ts';

const exactTag = 1;
const registersTag = 2;
const exactLimit = 128;
const entryBytes = 9;
const precision = 12;
const registers = 1 << precision;
const forever = 255;

export const emptySketch: Uint8Array = new Uint8Array(0);

/** Keyed 64-bit hash of a visitor within a project; unkeyed ones could be chosen to inflate the number. */
export function visitorHash(secret: string, project: string, visitor: string): bigint {
  const hash = keyedHash(secret, `visitor\n${project}\n${visitor}`);
  return Buffer.from(hash, 'base64url').readBigUInt64BE(0);
}

/** The hashes of a project's visitors, each worked out once. */
export function visitorHashes(secret: string, project: string): (visitor: string) => bigint {
  const known = new Map<string, bigint>();
  return (visitor) => {
    const hash = known.get(visitor) ?? visitorHash(secret, project, visitor);
    known.set(visitor, hash);
    return hash;
  };
}

/** The sketch with this visitor in it for good. */
export function addVisitor(sketch: Uint8Array, hash: bigint): Uint8Array {
  return changeVisitors(sketch, [[hash, forever]]);
}

/** Adds and takes back references; a visitor with none left is gone, `Infinity` keeps one for good. */
export function changeVisitors(sketch: Uint8Array, changes: Iterable<readonly [bigint, number]>): Uint8Array {
  if (sketch[0] === registersTag) {
    const copy = new Uint8Array(sketch);
    for (const [hash, change] of changes) if (change > 0) raise(copy, hash);
    return copy;
  }
  const references = readExact(sketch);
  for (const [hash, change] of changes) {
    const before = references.get(hash) ?? 0;
    const after = before === forever ? forever : Math.min(forever, Math.max(0, before + change));
    if (after === 0) references.delete(hash);
    else references.set(hash, after);
  }
  return write(references);
}

/** The visitors of both: registers by maximum, references by maximum. */
export function mergeSketches(one: Uint8Array, other: Uint8Array): Uint8Array {
  if (one[0] !== registersTag && other[0] !== registersTag) {
    const references = readExact(one);
    for (const [hash, count] of readExact(other)) references.set(hash, Math.max(count, references.get(hash) ?? 0));
    return write(references);
  }
  const [into, from] = one[0] === registersTag ? [Uint8Array.from(one), other] : [Uint8Array.from(other), one];
  if (from[0] === registersTag) {
    for (let index = 1; index <= registers; index += 1) into[index] = Math.max(into[index] ?? 0, from[index] ?? 0);
  } else {
    for (const hash of readExact(from).keys()) raise(into, hash);
  }
  return into;
}

/** Hashes of a sketch that is exact; undefined when it is registers. */
export function exactVisitors(sketch: Uint8Array): bigint[] | undefined {
  return sketch[0] === registersTag ? undefined : [...readExact(sketch).keys()];
}

/** How many visitors are in any of the sketches. */
export function countVisitors(sketches: Iterable<Uint8Array>): number {
  const exact = new Set<bigint>();
  const merged = new Uint8Array(1 + registers);
  let estimated = false;
  for (const sketch of sketches) {
    if (sketch[0] === registersTag) {
      estimated = true;
      for (let index = 1; index <= registers; index += 1) {
        merged[index] = Math.max(merged[index] ?? 0, sketch[index] ?? 0);
      }
    } else {
      for (const hash of readExact(sketch).keys()) exact.add(hash);
    }
  }
  if (!estimated && exact.size <= exactLimit) return exact.size;
  for (const hash of exact) raise(merged, hash);
  return Math.round(estimate(merged));
}

function readExact(sketch: Uint8Array): Map<bigint, number> {
  const references = new Map<bigint, number>();
  if (sketch.byteLength === 0) return references;
  if (sketch[0] !== exactTag || (sketch.byteLength - 1) % entryBytes !== 0) {
    throw new TypeError(`a visitor sketch does not begin with ${sketch[0]} and have ${sketch.byteLength} bytes`);
  }
  const view = new DataView(sketch.buffer, sketch.byteOffset, sketch.byteLength);
  for (let at = 1; at < sketch.byteLength; at += entryBytes) {
    references.set(view.getBigUint64(at), view.getUint8(at + 8));
  }
  return references;
}

function write(references: Map<bigint, number>): Uint8Array {
  if (references.size > exactLimit) {
    const sketch = new Uint8Array(1 + registers);
    sketch[0] = registersTag;
    for (const hash of references.keys()) raise(sketch, hash);
    return sketch;
  }
  if (references.size === 0) return emptySketch;
  const sketch = new Uint8Array(1 + references.size * entryBytes);
  const view = new DataView(sketch.buffer);
  sketch[0] = exactTag;
  const entries = [...references].sort(([a], [b]) => (a < b ? -1 : 1));
  entries.forEach(([hash, count], index) => {
    view.setBigUint64(1 + index * entryBytes, hash);
    view.setUint8(9 + index * entryBytes, count);
  });
  return sketch;
}

const halves = new DataView(new ArrayBuffer(8));

/** The first 12 bits choose the register, the rest its rank: leading zeros plus one. */
function raise(sketch: Uint8Array, hash: bigint): void {
  halves.setBigUint64(0, hash);
  const high = halves.getUint32(0);
  const index = 1 + (high >>> (32 - precision));
  const rest = (high << precision) >>> precision;
  const zeros = rest === 0 ? 32 - precision + Math.clz32(halves.getUint32(4)) : Math.clz32(rest) - precision;
  if ((sketch[index] ?? 0) < zeros + 1) sketch[index] = zeros + 1;
}

/**
 * Ertl's improved estimator (O. Ertl, "New cardinality estimation algorithms for HyperLogLog sketches",
 * 2017, algorithm 6), which needs no tables of bias and is right from the first visitor on.
 */
function estimate(sketch: Uint8Array): number {
  const ranks = 64 - precision;
  const histogram = new Array<number>(ranks + 2).fill(0);
  for (let index = 1; index <= registers; index += 1) {
    const rank = sketch[index] ?? 0;
    histogram[rank] = (histogram[rank] ?? 0) + 1;
  }
  let z = registers * tau(1 - (histogram[ranks + 1] ?? 0) / registers);
  for (let rank = ranks; rank >= 1; rank -= 1) z = 0.5 * (z + (histogram[rank] ?? 0));
  z += registers * sigma((histogram[0] ?? 0) / registers);
  return (registers * registers) / (2 * Math.LN2 * z);
}

function sigma(start: number): number {
  if (start === 1) return Number.POSITIVE_INFINITY;
  let x = start;
  let y = 1;
  let z = x;
  for (let before = Number.NaN; before !== z; ) {
    x *= x;
    before = z;
    z += x * y;
    y += y;
  }
  return z;
}

function tau(start: number): number {
  if (start === 0 || start === 1) return 0;
  let x = start;
  let y = 1;
  let z = 1 - x;
  for (let before = Number.NaN; before !== z; ) {
    x = Math.sqrt(x);
    before = z;
    y *= 0.5;
    z -= (1 - x) ** 2 * y;
  }
  return z / 3;
}
