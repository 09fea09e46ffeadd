/** Stream records for tests of one batch. */
import type { AnalyticsEvent, RrwebEvent } from '#contracts/beacon.ts';
import type { RecordingLine } from '#contracts/recording-format.ts';
import type { BeaconEnvelope, FrameHeader } from '#contracts/stream-record.ts';
import { epochPosition } from '../../shared/epoch-position.ts';
import { packRecord } from '../../shared/framing.ts';
import type { StreamRecord } from '../stream-batch.ts';
import { envelopeFor, frameHeader, start } from './make-beacon.ts';
import { streamEpoch } from './world.ts';

export interface RecordOf {
  number: number;
  header?: Partial<FrameHeader>;
  events: AnalyticsEvent[];
  rrweb?: RrwebEvent[];
  /** Lines of `afterglow-1`; the header then says so. */
  recorded?: RecordingLine[];
  over?: Partial<BeaconEnvelope>;
}

const record = (number: number, partitionKey: string, data: Uint8Array): StreamRecord => {
  const sequenceNumber = String(number);
  return { sequenceNumber, position: epochPosition(streamEpoch, sequenceNumber), partitionKey, data };
};

export function beaconRecord({ number, header, events, rrweb = [], recorded, over }: RecordOf): StreamRecord {
  const whole = frameHeader({ ...(recorded && { format: 'afterglow-1' }), ...header });
  const envelope = envelopeFor(whole, events, over);
  const content = [{ ...whole, secret: 'A'.repeat(22) }, ...events, ...rrweb, ...(recorded ?? [])];
  const lines = content.map((line) => JSON.stringify(line));
  return record(number, `${envelope.project}#${envelope.bucket}`, packRecord(envelope, Buffer.from(lines.join('\n'))));
}

export function eraseRecord(number: number, session: string, receivedAt: number, bucket = 0): StreamRecord {
  const envelope = { kind: 'erase', project: 'p1', bucket, receivedAt, session } as const;
  return record(number, `p1#${bucket}`, packRecord(envelope, new Uint8Array(0)));
}

export function forgetRecord(number: number, subject: string): StreamRecord {
  const envelope = { kind: 'forget', project: 'p1', bucket: 0, receivedAt: start, subject } as const;
  return record(number, 'p1#0', packRecord(envelope, new Uint8Array(0)));
}

export const brokenRecord = (number: number, partitionKey = 'p1#0'): StreamRecord =>
  record(number, partitionKey, Uint8Array.of(1, 2, 3));
