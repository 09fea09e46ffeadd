/** Framing of stream records: 1 byte of version, uint32 big-endian length of the envelope, the envelope, the body. */
import * as z from 'zod/mini';
import { Envelope, maxEnvelopeBytes, streamRecordVersion } from '#contracts/stream-record.ts';

const headBytes = 5;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** An envelope that does not fit its limit; nothing was packed. */
export class EnvelopeTooLargeError extends Error {
  override readonly name = 'EnvelopeTooLargeError';
  readonly bytes: number;

  constructor(bytes: number) {
    super(`the envelope has ${bytes} bytes; at most ${maxEnvelopeBytes} are allowed`);
    this.bytes = bytes;
  }
}

/** A stream record that no try can mend. */
export class InvalidRecordError extends Error {
  override readonly name = 'InvalidRecordError';
}

/** One record: the envelope in front of the body, which stays as it came. */
export function packRecord(envelope: Envelope, body: Uint8Array): Uint8Array {
  const head = JSON.stringify(envelope);
  const length = Buffer.byteLength(head);
  if (length > maxEnvelopeBytes) throw new EnvelopeTooLargeError(length);
  const record = Buffer.allocUnsafe(headBytes + length + body.byteLength);
  record.writeUInt8(streamRecordVersion, 0);
  record.writeUInt32BE(length, 1);
  record.write(head, headBytes);
  record.set(body, headBytes + length);
  return record;
}

/** The envelope, checked, and a view of the body; throws {@link InvalidRecordError}. */
export function unpackRecord(record: Uint8Array): { envelope: Envelope; body: Uint8Array } {
  const view = new DataView(record.buffer, record.byteOffset, record.byteLength);
  if (record.byteLength < headBytes) throw new InvalidRecordError(`a record of ${record.byteLength} bytes has no head`);
  const version = view.getUint8(0);
  if (version !== streamRecordVersion) throw new InvalidRecordError(`version ${version} of stream records is unknown`);
  const length = view.getUint32(1);
  if (length > maxEnvelopeBytes) throw new InvalidRecordError(`an envelope of ${length} bytes is too long`);
  if (length > record.byteLength - headBytes) throw new InvalidRecordError('the record ends within its envelope');

  const result = z.safeParse(Envelope, parseEnvelope(record.subarray(headBytes, headBytes + length)));
  if (!result.success) throw new InvalidRecordError(`the envelope breaks its schema: ${z.prettifyError(result.error)}`);
  const envelope = result.data;
  // A path of the page's may be named like a member of Object.prototype.
  if (envelope.kind === 'beacon') envelope.paths = Object.assign(Object.create(null), envelope.paths);
  return { envelope, body: record.subarray(headBytes + length) };
}

function parseEnvelope(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw new InvalidRecordError('the envelope is no JSON in UTF-8', { cause });
  }
}
