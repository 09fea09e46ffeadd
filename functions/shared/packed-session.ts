/**
 * A session as it stands in the table: keys and what conditions ask for in plain, all the rest in one value of bytes.
 * An ordinary session takes 1 KB so, which is one write unit; the index over the start has keys alone, and so is
 * written once.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { packValue, unpackValue } from './packed-value.ts';

/** The attributes that stay as they are. */
export interface PackedSession {
  pk: string;
  sk: string;
  w: string;
  ttl: number;
  project: string;
  bucket: number;
  gpk?: string;
  gsk?: string;
  erased?: true;
  /** Absent of a tombstone. */
  packed?: Uint8Array;
}

/** Past this a session is deflated: what it gathers then is alike. */
const plainBytes = 600;
const codec = { plain: 0, deflated: 1 } as const;

/** Names and values that most sessions have; new ones go to the end. */
const words: readonly string[] = (
  'session visitor userId traits startedAt lastAt hour durationMs activeMs pageviews events clicks rageClicks ' +
  'deadClicks errors maxScroll bounce entryPath exitPath host referrer channel utmSource utmMedium utmCampaign country ' +
  'region city device browser os language screen bot hasRecording chosen pages eventNames subjects clamped caps paths ' +
  'propertyNames state first last entry exit user visibleMs hours waiting firstSeqs unsettled seen at document seq index ' +
  'path client title view day width height fold foldAt foldSeq attended id value (none) Direct desktop mobile tablet (other)'
).split(' ');

/** Packs what is not among the plain attributes. */
export function packSession(session: Omit<PackedSession, 'packed'> & object): PackedSession {
  const { pk, sk, w, ttl, project, bucket, gpk, gsk, erased, ...rest } = session;
  const plain = { pk, sk, w, ttl, project, bucket };
  if (erased) return { ...plain, erased };
  return { ...plain, ...(gpk === undefined || gsk === undefined ? {} : { gpk, gsk }), packed: packed(rest) };
}

/** The session with all its attributes; a tombstone has none but the plain ones. */
export function unpackSession<Session extends object>(item: object): Session {
  const { packed: bytes, ...plain } = item as Partial<PackedSession>;
  if (bytes === undefined) return plain as Session;
  const own = bytes.subarray(1);
  return {
    ...plain,
    ...(unpackValue(bytes[0] === codec.plain ? own : inflate(own), words) as object),
  } as Session;
}

function packed(rest: object): Uint8Array {
  const value = packValue(rest, words);
  const deflated = value.byteLength > plainBytes ? deflate(value) : value;
  const smaller = deflated.byteLength < value.byteLength;
  const bytes = new Uint8Array(1 + (smaller ? deflated : value).byteLength);
  bytes[0] = smaller ? codec.deflated : codec.plain;
  bytes.set(smaller ? deflated : value, 1);
  return bytes;
}

/** With a window and a buffer no larger than most sessions need: to set them up takes longer than to fill them. */
function deflate(value: Uint8Array): Uint8Array {
  const isSmall = value.byteLength <= 4_096;
  return deflateRawSync(value, isSmall ? { windowBits: 12, chunkSize: 4_096 } : {});
}

function inflate(deflated: Uint8Array): Uint8Array {
  return inflateRawSync(deflated, { chunkSize: Math.max(1_024, 3 * deflated.byteLength) });
}
