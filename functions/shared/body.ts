/**
 * Reads the body of a beacon, of which nothing is trusted: bounded in size, lines and depth, then held against the
 * contract. Past 200 lines, because each step bounds what the next one costs.
 */
import { isAscii } from 'node:buffer';
import { gunzipSync } from 'node:zlib';
import {
  type AnalyticsEvent,
  type AnonymousHeader,
  type BeaconHeader,
  beaconLimits,
  type RrwebEvent,
} from '#contracts/beacon.ts';
import type { RecordingLine } from '#contracts/recording-format.ts';
import { faultOfRecordedLine } from './recorded-line.ts';
import { anonymousShape, eventShape, headerShape, rrwebShape } from './shape/beacon-shapes.ts';
import { type Checker, checkerOf } from './shape/check-shape.ts';
import { isRecord, mended, storableNumber } from './storable.ts';

const { inflatedBytes, opened: maxOpened, values: maxValues, members: maxMembers, lines: maxLines } = beaconLimits;
const { depth, rrwebDepth, analyticsLineBytes, events: maxEvents } = beaconLimits;
const utf8 = new TextDecoder('utf-8', { fatal: true });
const headerCheck = checkerOf<BeaconHeader>(headerShape);
const anonymousCheck = checkerOf<AnonymousHeader>(anonymousShape);
const eventCheck = checkerOf<AnalyticsEvent>(eventShape);
const rrwebCheck = checkerOf<RrwebEvent>(rrwebShape);

/** A body that no try can mend; `message` says what is wrong and where. */
export class InvalidBeaconError extends Error {
  override readonly name = 'InvalidBeaconError';
  readonly code: 'invalid_beacon' | 'too_large';

  constructor(message: string, code: 'invalid_beacon' | 'too_large' = 'invalid_beacon') {
    super(message);
    this.code = code;
  }
}

/** One beacon's lines, sorted by who reads them and otherwise in order. */
export interface Beacon {
  header: BeaconHeader | AnonymousHeader;
  events: AnalyticsEvent[];
  /** Of the format `rrweb`. */
  rrweb: RrwebEvent[];
  /** Of the format `afterglow-1`. */
  recorded: RecordingLine[];
}

/** The beacon in a body as it came, plain or gzip of one or more members; throws {@link InvalidBeaconError}. */
export function readBeacon(body: Uint8Array): Beacon {
  const text = decode(inflate(body));
  const parse = parserOf(text);
  const lines = splitLines(text);
  const [first] = lines;
  if (!first) throw new InvalidBeaconError('The body is empty; send the header line and at least one event.');
  if (lines.length === 1)
    throw new InvalidBeaconError('The body has no event; send at least one after the header line.');
  const header = readHeader(parse(first, depth), first);

  const events: AnalyticsEvent[] = [];
  const rrweb: RrwebEvent[] = [];
  const recorded: RecordingLine[] = [];
  const own = header.format === 'afterglow-1';
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index] as Line;
    const value = parse(line, own ? depth : rrwebDepth);
    if (own && Array.isArray(value)) recorded.push(recordedLine(value, line));
    else if (isRecord(value) && typeof value.kind === 'string') {
      if (events.length === maxEvents) throw tooLarge(`The body has more than ${maxEvents} analytics events`);
      // What fits is no deeper than the contract, so that only its length is left to look at.
      const fits = eventCheck.fits(value);
      boundAnalytics(line, fits);
      events.push(fits ? (value as AnalyticsEvent) : walked(eventCheck, value, line));
    } else if (!own && isRecord(value) && typeof value.type === 'number') {
      rrweb.push(rrwebCheck.fits(value) ? (value as RrwebEvent) : walked(rrwebCheck, value, line));
    } else {
      const without = own ? 'a "kind" nor the array of a line of afterglow-1' : 'a "kind" nor a numeric "type"';
      throw new InvalidBeaconError(`Line ${line.number} is no event: it has neither ${without}.`);
    }
  }
  return { header, events, rrweb, recorded };
}

function readHeader(value: unknown, line: Line): Beacon['header'] {
  const checker: Checker<Beacon['header']> = isRecord(value) && value.anonymous === true ? anonymousCheck : headerCheck;
  return checker.fits(value) ? (value as Beacon['header']) : walked(checker, value, line);
}

/** The body's plain bytes; the first two tell gzip from plain. */
export function inflate(body: Uint8Array): Uint8Array {
  const gzip = body[0] === 0x1f && body[1] === 0x8b;
  if (!gzip && body.byteLength > inflatedBytes) throw tooLarge();
  if (!gzip) return body;
  try {
    // The buffer that is inflated into is as large as most bodies need, instead of 16 KB for every small one.
    const chunkSize = Math.min(262_144, Math.max(1_024, body.byteLength * 4));
    return gunzipSync(body, { maxOutputLength: inflatedBytes, chunkSize });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge();
    const { message } = error as Error;
    throw new InvalidBeaconError(`The body begins like gzip and cannot be inflated: ${message}.`);
  }
}

const tooLarge = (what = `The body is larger than ${inflatedBytes} bytes inflated`) =>
  new InvalidBeaconError(`${what}; send it in parts.`, 'too_large');

function decode(bytes: Uint8Array): string {
  // Most bodies have ASCII alone, which is copied in half the time.
  if (isAscii(bytes)) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  try {
    return utf8.decode(bytes);
  } catch {
    throw new InvalidBeaconError('The body is not valid UTF-8.');
  }
}

interface Line {
  /** From 1, as editors count. */
  number: number;
  text: string;
}

function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let number = 0;
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end);
    from = end < 0 ? text.length : end + 1;
    number += 1;
    if (number > maxLines) throw new InvalidBeaconError(`The body has more than ${maxLines} lines.`);
    if (line.charCodeAt(0) > 0x20 || line.trim() !== '') lines.push({ number, text: line });
  }
  return lines;
}

/** What may be half a character, or a key `__proto__`, as JSON may write them. In large texts, where a search takes 25 ms, `densityOf` looks for it. */
const unsafe = /__proto__|\\u(?:00[5-7]|d[89a-f])/i;

/** Parses lines of a text: counts what they hold before the parser makes objects of it, and mends what came of it. */
function parserOf(whole: string): (line: Line, limit: number) => unknown {
  // No smaller text holds more than a body may: a member takes five characters, all else two.
  const mayBeDense = whole.length > 5 * maxMembers;
  const mayBeUnsafe = !mayBeDense && unsafe.test(whole);
  let opened = 0;
  let values = 0;
  return ({ number, text }, limit) => {
    let isUnsafe = mayBeUnsafe && unsafe.test(text);
    if (mayBeDense || opensMore(text, limit)) {
      const found = densityOf(text, limit);
      opened += found.opened;
      values += found.values;
      isUnsafe = found.isUnsafe;
      if (found.level > limit) throw new InvalidBeaconError(`Line ${number} is nested deeper than ${limit} levels.`);
      if (opened > maxOpened || values > maxValues || found.members > maxMembers) {
        throw tooLarge(`Line ${number} has too many values`);
      }
    }
    try {
      const value: unknown = JSON.parse(text);
      return isUnsafe ? mended(value) : value;
    } catch {
      throw new InvalidBeaconError(`Line ${number} is not valid JSON.`);
    }
  };
}

/** Whether a text has more opening brackets than so many, in strings too: cheaper than to look at each character. */
function opensMore(text: string, limit: number): boolean {
  if (text.length <= limit) return false;
  let count = 0;
  for (const one of '[{') {
    for (let at = text.indexOf(one); at >= 0 && count <= limit; at = text.indexOf(one, at + 1)) count += 1;
  }
  return count > limit;
}

interface Density {
  /** The deepest. */
  level: number;
  /** Arrays and objects. */
  opened: number;
  /** Of arrays and objects, but for the first of each. */
  values: number;
  /** Of the object that has most. */
  members: number;
  /** Whether a string has an escape by digits in it, or `_p`: only then may there be something to mend. */
  isUnsafe: boolean;
}

/** What a text holds outside of strings. Past `limit` levels, or what a body may have of the rest, nothing more is looked at. */
function densityOf(text: string, limit: number): Density {
  // Bytes are read several times as fast as characters, and those of brackets stand in no other character.
  const bytes = Buffer.from(text);
  const membersAt = new Uint32Array(limit + 1);
  let level = 0;
  let deepest = 0;
  let opened = 0;
  let values = 0;
  let members = 0;
  let own = 0;
  let isUnsafe = false;
  // Stops at what is too much, so that the rest of such a body costs nothing.
  let end = bytes.length;
  for (let index = 0; index < end; index += 1) {
    switch (bytes[index]) {
      case 0x22: // "
        for (index += 1; index < end && bytes[index] !== 0x22; index += 1) {
          const byte = bytes[index];
          if (byte === 0x5c) {
            index += 1; // a backslash hides the next one
            isUnsafe ||= bytes[index] === 0x75;
          } else isUnsafe ||= byte === 0x70 && bytes[index - 1] === 0x5f;
        }
        break;
      case 0x2c: // ,
        values += 1;
        if (values > maxValues) end = 0;
        break;
      case 0x3a: // :
        own = (membersAt[level] ?? 0) + 1;
        membersAt[level] = own;
        if (own > members) members = own;
        if (own > maxMembers) end = 0;
        break;
      case 0x5b: // [
      case 0x7b: // {
        opened += 1;
        level += 1;
        membersAt[level] = 0;
        if (level > deepest) deepest = level;
        if (opened > maxOpened || level > limit) end = 0;
        break;
      case 0x5d: // ]
      case 0x7d: // }
        level -= 1;
        break;
    }
  }
  return { level: deepest, opened, values, members, isUnsafe };
}

function recordedLine(value: unknown[], { number }: Line): RecordingLine {
  const fault = faultOfRecordedLine(value);
  if (fault) throw new InvalidBeaconError(`Line ${number}: ${fault}.`);
  value[1] = storableNumber(value[1] as number);
  return value as RecordingLine;
}

function boundAnalytics({ number, text }: Line, fits: boolean): void {
  // A character takes up to three bytes.
  const long = text.length * 3 > analyticsLineBytes && Buffer.byteLength(text) > analyticsLineBytes;
  if (long) {
    throw new InvalidBeaconError(`Line ${number} is longer than ${analyticsLineBytes} bytes, too long for an event.`);
  }
  if (!fits && opensMore(text, depth) && densityOf(text, depth).level > depth) {
    throw new InvalidBeaconError(`Line ${number} is nested deeper than ${depth} levels.`);
  }
}

/** What is left of a value that does not fit as it is. */
function walked<Value>(checker: Checker<Value>, value: unknown, { number }: Line): Value {
  const checked = checker.check(value);
  if (checked.ok) return checked.value;
  const { place, message } = checked;
  throw new InvalidBeaconError(`Line ${number}${place ? `, "${place}"` : ''}: ${message}.`);
}
