import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { packRecord } from '../../shared/framing.ts';
import { envelopeFor, event, frameHeader, sessionId, uuid } from '../simulator/make-beacon.ts';
import type { Wanted } from './archive-lines.ts';
import { withoutRecords } from './failure-objects.ts';

const user = 'ada "the first" @shop.example';
const none: Wanted = { project: 'p1', sessions: new Set(), visitors: new Set(), users: new Set() };

function recordOf(n: number, project = 'p1', identified?: string): Uint8Array {
  const header = frameHeader({ session: sessionId(n), visitor: uuid(n) });
  const at = Date.UTC(2026, 1, 1);
  const events = [event.pageview(at), ...(identified ? [{ kind: 'identify', at, path: '/', id: identified }] : [])];
  const body = gzipSync([header, ...events].map((line) => JSON.stringify(line)).join('\n'));
  return packRecord(envelopeFor(header, [{ at }], { project }), body);
}

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const ours = (bytes: Uint8Array) => JSON.stringify({ consumer: 'record', reason: 'test', data: base64(bytes) });

describe('an object of the failure bucket', () => {
  const text = ours(recordOf(1, 'p1', user));

  it.each<[string, Partial<Wanted>]>([
    ['its session', { sessions: new Set([sessionId(1)]) }],
    ['its visitor', { visitors: new Set([uuid(1)]) }],
    ['the user that it identifies', { users: new Set([user]) }],
    ['its project', { everything: true }],
  ])('goes with %s', (_, who) => {
    expect(withoutRecords(text, { ...none, ...who })).toEqual({ dropped: 1, text: undefined });
  });

  it.each<[string, Partial<Wanted>]>([
    ['another session', { sessions: new Set([sessionId(2)]) }],
    ['another user', { users: new Set(['bob']) }],
    ['the same session of another project', { project: 'p2', sessions: new Set([sessionId(1)]) }],
  ])('stays when it is %s that goes', (_, who) => {
    expect(withoutRecords(text, { ...none, ...who })).toEqual({ dropped: 0, text });
  });

  it('goes by the ids in its text where the record no longer opens, packed or not', () => {
    const broken = recordOf(1);
    broken[0] = 99;
    const cut = recordOf(1).subarray(0, -9);
    cut[1] = 0xff;

    for (const record of [broken, cut]) {
      expect(withoutRecords(ours(record), { ...none, visitors: new Set([uuid(1)]) }).dropped).toBe(1);
      expect(withoutRecords(ours(record), { ...none, visitors: new Set([uuid(99)]) }).dropped).toBe(0);
    }
  });

  it.each([
    ['text', JSON.stringify],
    ['an object', (payload: unknown) => payload],
  ])('keeps the records of others where Lambda put a whole invocation, as %s', (_, written) => {
    const payload = { Records: [1, 2, 3].map((n) => ({ kinesis: { data: base64(recordOf(n)) } })) };
    const whole = JSON.stringify({ version: '1.0', payload: written(payload) });
    const { dropped, text: left } = withoutRecords(whole, { ...none, sessions: new Set([sessionId(2)]) });
    const rewritten = JSON.parse(left ?? '') as { version: string; payload: string | typeof payload };
    const { Records } = typeof rewritten.payload === 'string' ? JSON.parse(rewritten.payload) : rewritten.payload;

    expect(dropped).toBe(1);
    expect(rewritten.version).toBe('1.0');
    expect(Records).toEqual([payload.Records[0], payload.Records[2]]);
    expect(withoutRecords(whole, { ...none, everything: true })).toEqual({ dropped: 3, text: undefined });
    expect(withoutRecords(whole, none)).toEqual({ dropped: 0, text: whole });
  });

  it('goes whole where it is no JSON and names somebody', () => {
    expect(withoutRecords(`{ broken ${uuid(1)}`, { ...none, visitors: new Set([uuid(1)]) }).text).toBeUndefined();
    expect(withoutRecords('{ broken', { ...none, visitors: new Set([uuid(1)]) }).dropped).toBe(0);
  });

  it.each([
    ['whose payload is no JSON', JSON.stringify({ version: '1.0', payload: `{ broken ${uuid(1)}` })],
    ['whose payload is another kind of call', JSON.stringify({ payload: { Records: uuid(1) } })],
    ['that is a word', JSON.stringify(uuid(1))],
    ['that is a list', JSON.stringify([null, uuid(1)])],
  ])('%s goes whole where it names somebody, and stays where it names nobody', (_, text) => {
    expect(withoutRecords(text, { ...none, visitors: new Set([uuid(1)]) })).toEqual({ dropped: 1, text: undefined });
    expect(withoutRecords(text, { ...none, visitors: new Set([uuid(9)]) })).toEqual({ dropped: 0, text });
  });

  it('goes whole where a payload that is no JSON names a user whose id has quotes', () => {
    const text = JSON.stringify({ payload: `{ broken ${JSON.stringify(user)}` });

    expect(withoutRecords(text, { ...none, users: new Set([user]) }).text).toBeUndefined();
  });

  it('loses the records of somebody also where others of it are none', () => {
    const of = (n: number) => ({ kinesis: { data: base64(recordOf(n)) } });
    const text = JSON.stringify({ payload: { Records: [null, of(1), { kinesis: { data: 1 } }, { odd: uuid(1) }] } });
    const { dropped, text: left } = withoutRecords(text, { ...none, visitors: new Set([uuid(1)]) });

    expect(dropped).toBe(2);
    expect(JSON.parse(left ?? '')).toEqual({ payload: { Records: [null, { kinesis: { data: 1 } }] } });
  });

  it('that is nothing stays', () => {
    expect(withoutRecords('null', { ...none, everything: true })).toEqual({ dropped: 0, text: 'null' });
  });
});
