/** What the failure bucket holds: records that a handler put away, and batches that Lambda gave up on. */
import { InvalidBeaconError, readBeacon } from '../../shared/body.ts';
import { InvalidRecordError, unpackRecord } from '../../shared/framing.ts';

/** A record that failed, as it was on the stream. */
export interface FailedRecord {
  /** Object of the failure bucket. */
  object: string;
  /** Who put it there: a handler, which had counted nothing of it, or Lambda, after tries that may have. */
  by: 'handler' | 'lambda';
  reason: string;
  partitionKey: string;
  sequenceNumber: string;
  /** Creation time of its stream, ms; Lambda does not tell. */
  streamEpoch: number;
  data: Uint8Array;
}

/** An object of the failure bucket that holds no record. */
export class UnreadableFailureError extends Error {
  override name = 'UnreadableFailureError' as const;
}

interface Kept {
  consumer?: unknown;
  partitionKey?: unknown;
  sequenceNumber?: unknown;
  streamEpoch?: unknown;
  reason?: unknown;
  data?: unknown;
  payload?: unknown;
  requestContext?: { condition?: unknown };
}

/** The records of one object; throws {@link UnreadableFailureError}. */
export function failedRecords(object: string, bytes: Uint8Array): FailedRecord[] {
  const kept = parse<Kept>(object, Buffer.from(bytes).toString());
  if (typeof kept.consumer === 'string') {
    const { reason, streamEpoch } = kept;
    return [
      { object, by: 'handler', reason: String(reason), streamEpoch: Number(streamEpoch), ...recordOf(object, kept) },
    ];
  }
  if (kept.requestContext === undefined) throw unreadable(object, 'it is neither of a handler nor of Lambda');
  if (kept.payload === undefined)
    throw unreadable(object, 'Lambda kept no payload; what was archived is mended by reconcile');
  // Lambda puts the event of the invocation there as text.
  const event = typeof kept.payload === 'string' ? parse<object>(object, kept.payload) : kept.payload;
  const { Records: records } = event as { Records?: unknown };
  if (!Array.isArray(records)) throw unreadable(object, 'its payload has no records');
  return records.map((record: { kinesis?: Kept }) => ({
    object,
    by: 'lambda',
    reason: `Lambda gave it up: ${String(kept.requestContext?.condition ?? 'it does not say why')}`,
    streamEpoch: 0,
    ...recordOf(object, record.kinesis ?? {}),
  }));
}

function parse<Shape extends object>(object: string, text: string): Shape {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value as Shape;
  } catch (cause) {
    throw unreadable(object, 'it is no JSON', cause);
  }
  throw unreadable(object, 'it is no JSON object');
}

function recordOf(object: string, { partitionKey, sequenceNumber, data }: Kept) {
  if (typeof partitionKey !== 'string' || typeof data !== 'string' || !/^\d+$/.test(String(sequenceNumber))) {
    throw unreadable(object, 'a record of it lacks its partition key, its sequence number or its data');
  }
  return { partitionKey, sequenceNumber: String(sequenceNumber), data: new Uint8Array(Buffer.from(data, 'base64')) };
}

const unreadable = (object: string, why: string, cause?: unknown) =>
  new UnreadableFailureError(`${object} cannot be read: ${why}`, { cause });

/** Where a beacon may have counted. */
export interface Touched {
  /** Starts of hours, ms. */
  hours: readonly number[];
  /** ms; quotas go by its month. */
  receivedAt: number;
}

/** What the record is of, or why the consumers would refuse it again. */
export type Look =
  | {
      ok: true;
      partitionKey: string;
      project: string;
      session: string;
      /** Undefined of what counts nothing. */
      touched?: Touched;
    }
  | { ok: false; reason: string };

/** Reads the record as the consumers do. */
export function lookAt({ data }: Pick<FailedRecord, 'data'>): Look {
  try {
    const { envelope, body } = unpackRecord(data);
    const { project, bucket } = envelope;
    // One that came under another key goes under its own: a bucket has one ordered writer.
    const partitionKey = `${project}#${bucket}`;
    if (envelope.kind === 'beacon') {
      readBeacon(body);
      const { header, receivedAt } = envelope;
      // Without events its snapshot may still have begun a recording, of a session of about then.
      const hours = envelope.hours.length > 0 ? envelope.hours : [receivedAt];
      return { ok: true, partitionKey, project, session: header.session, touched: { hours, receivedAt } };
    }
    return { ok: true, partitionKey, project, session: envelope.kind === 'erase' ? envelope.session : '' };
  } catch (error) {
    if (error instanceof InvalidRecordError || error instanceof InvalidBeaconError) {
      return { ok: false, reason: error.message };
    }
    throw error;
  }
}
