import { expect, it } from 'vitest';
import { rrwebType } from '#contracts/beacon.ts';
import { recordingOp } from '#contracts/recording-format.ts';
import { newFrameKey } from '../../shared/seal.ts';
import { resolveBeacon } from '../resolve-beacon.ts';
import { envelopeFor, event, frameHeader, start } from '../simulator/make-beacon.ts';
import { makeFrame } from './frame.ts';

const day = 86_400_000;

/** The entry of a beacon whose page's clock is so far behind, and that recorded at these times by it. */
function entryOf(times: readonly number[], offset: number, receivedAt = start, format: 'rrweb' | 'lines' = 'rrweb') {
  const events = [event.pageview(start - offset)];
  const beacon = resolveBeacon(envelopeFor(frameHeader(), events, { offset, receivedAt }), events);
  const rrweb = times.map((timestamp) => ({ type: rrwebType.incremental, timestamp, data: {} }));
  const recorded = times.map((at): [number, number] => [recordingOp.resize, at]);
  const recording = format === 'rrweb' ? { rrweb, recorded: [] } : { rrweb: [], recorded };
  return makeFrame(beacon, recording, newFrameKey()).entry;
}

/** Offset of the page's clock, and times by it, with the frame's times after correction from receipt on. */
const vectors: [string, { offset: number; times: number[]; from: number; to: number }][] = [
  ['as they are', { offset: 0, times: [start - 5, start + 7], from: -5, to: 7 }],
  ['by a clock that is far off, which is corrected', { offset: 3e12, times: [start - 3e12 - 5], from: -5, to: 0 }],
  ['at the ends of what is believed', { offset: 0, times: [start - day, start + day], from: -day, to: day }],
  ['of 1970', { offset: 0, times: [1], from: -day, to: 0 }],
  ['of a year past all years', { offset: 0, times: [8e15], from: 0, to: day }],
  ['a day and more off by its own clock', { offset: -9_000, times: [start + 9_000 + 2 * day], from: 0, to: day }],
  ['where clock and time are as far off as can be', { offset: 8.64e15, times: [8.64e15], from: 0, to: day }],
];

it.each(vectors)('has times within 24 h of receipt: %s', (_, { offset, times, from, to }) => {
  for (const format of ['rrweb', 'lines'] as const) {
    const entry = entryOf(times, offset, start, format);

    expect([entry.from + offset - start, entry.to + offset - start]).toEqual([from, to]);
  }
});
