import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beaconLimits } from '#contracts/beacon.ts';
import { InvalidBeaconError, readBeacon } from './body.ts';

const id = '0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d';
const header = {
  v: 1,
  format: 'rrweb',
  visitor: id,
  session: '01990000-0000-7000-8000-000000000000',
  secret: 'abcdefghijklmnopqrstuv',
  tab: id,
  document: id,
  seq: 0,
};
const event = { at: 1, kind: 'event', path: '/', name: 'signup', properties: { plan: 'pro' } };
const meta = { type: 4, timestamp: 2, data: { href: 'https://shop.example/', width: 1, height: 1 } };
const text = (...lines: unknown[]) =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
const plain = (...lines: unknown[]) => Buffer.from(text(...lines));
const dense = (count: number, value: string) => Array<string>(count).fill(value).join();
const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

/** `__proto__` with one of its letters as JSON may write any. */
const spelled = (letter: string) => '__proto__'.replace(letter, `\\u00${letter.charCodeAt(0).toString(16)}`);

describe('readBeacon', () => {
  it('sorts lines into header, events and rrweb events, plain or gzip', () => {
    const body = plain(header, event, meta, event);

    const beacon = readBeacon(body);

    expect(beacon).toEqual({ header, events: [event, event], rrweb: [meta], recorded: [] });
    expect(readBeacon(gzipSync(body))).toEqual(beacon);
  });

  it('reads concatenated gzip members, the first of them stored', () => {
    const members = [gzipSync(`${text(header)}\n`, { level: 0 }), gzipSync(`${text(meta)}\n`), gzipSync(text(event))];

    const beacon = readBeacon(Buffer.concat(members));

    expect(beacon).toEqual({ header, events: [event], rrweb: [meta], recorded: [] });
  });

  it('takes a beacon of rrweb events alone, empty lines and Windows ends of line', () => {
    const beacon = readBeacon(Buffer.from(`${text(header)}\r\n\r\n${text(meta)}\r\n`));

    expect(beacon.events).toEqual([]);
    expect(beacon.rrweb).toEqual([meta]);
  });

  it('leaves out fields of analytics events that it does not know, and keeps those of rrweb', () => {
    const { events, rrweb } = readBeacon(plain(header, { ...event, more: 1 }, { ...meta, delay: 5 }));

    expect(events[0]).toEqual(event);
    expect(rrweb[0]).toEqual({ ...meta, delay: 5 });
  });

  const large = `{"type":3,"timestamp":1,"data":"${'_\\\\u005f'.repeat(60_000)}"}`;
  const harmful = ['__proto__', '\\u005f\\u005fproto__', '\\u005F_proto_\\u005f', ...[...'proto'].map(spelled)];
  it.each(harmful.flatMap((key) => [[key, 'small', []] as const, [key, 'large', [large]] as const]))(
    'drops the key %s wherever it stands, from a %s body',
    (key, _, more) => {
      const hostile = `{"type":3,"timestamp":1,"data":{"${key}":{"admin":true},"x":[{"${key}":1}]},"${key}":{"admin":true}}`;
      const properties = `{"at":1,"kind":"event","path":"/","name":"a","properties":{"${key}":"x","b":1}}`;

      const { events, rrweb } = readBeacon(plain(header, hostile, properties, ...more));

      expect(JSON.stringify(rrweb[0])).toBe('{"type":3,"timestamp":1,"data":{"x":[{}]}}');
      expect(events[0]).toMatchObject({ properties: { b: 1 } });
      expect(Object.assign({}, rrweb[0])).not.toHaveProperty('admin');
    },
  );

  it.each(['d800', 'DBFF', 'dC00', 'Dfff'])('mends half a character written as %s, in bodies of any size', (digits) => {
    const half = `{"type":3,"timestamp":1,"data":["\\\\u${digits}","\\ud83d\\ude00","a\\u${digits}"]}`;
    const mended = { type: 3, timestamp: 1, data: [`\\u${digits}`, '\u{1f600}', 'a\ufffd'] };

    expect(readBeacon(plain(header, half)).rrweb).toEqual([mended]);
    expect(readBeacon(plain(header, half, large)).rrweb[0]).toEqual(mended);
  });

  it('takes a page as deep as browsers make them', () => {
    const page = `{"type":2,"timestamp":1,"data":{"node":${'{"childNodes":['.repeat(512)}${']}'.repeat(512)}}}`;

    expect(readBeacon(plain(header, page)).rrweb).toHaveLength(1);
  });

  it('does not count brackets inside strings', () => {
    const label = `"\\"${'['.repeat(3_000)}\\\\`;
    const deep = { type: 3, timestamp: 1, data: label };

    expect(readBeacon(plain(header, deep)).rrweb[0]?.data).toBe(label);
  });

  it.each([
    ['nothing', Buffer.alloc(0), /empty/],
    ['white space', Buffer.from(' \n \n'), /empty/],
    ['a header alone', plain(header), /no event/],
    ['no JSON', plain(header, 'hello'), /Line 2 is not valid JSON/],
    ['an array', plain(header, '[]'), /Line 2 is no event/],
    ['null', plain(header, event, 'null'), /Line 3 is no event/],
    ['a kind that is unknown', plain(header, { ...event, kind: 'what' }), /Line 2, "kind"/],
    ['a wrong field', plain(header, { ...event, name: '' }), /Line 2, "name"/],
    ['a header of another version', plain({ ...header, v: 2 }, event), /Line 1, "v"/],
    ['a session that is no UUIDv7', plain({ ...header, session: id }, event), /Line 1, "session"/],
    ['a short secret', plain({ ...header, secret: 'short' }, event), /Line 1, "secret"/],
    ['an rrweb event without a time', plain(header, { type: 3 }), /Line 2, "timestamp"/],
    ['truncated gzip', gzipSync(plain(header, event)).subarray(0, 40), /cannot be inflated/],
    ['garbage behind gzip', Buffer.concat([gzipSync(plain(header, event)), Buffer.from('x')]), /cannot be inflated/],
    ['invalid UTF-8', Buffer.concat([plain(header), Buffer.from([0x0a, 0x22, 0xc3, 0x28, 0x22])]), /UTF-8/],
    ['depth', plain(header, `{"type":2,"timestamp":1,"data":${nested(100_000)}}`), /nested deeper than 2048/],
    ['depth in an event', plain(header, `{"kind":"event","x":${nested(65)}}`), /nested deeper than 64/],
    ['depth in the header', plain(`{"v":${nested(100)}}`, event), /nested deeper than 64/],
    ['too many lines', plain(header, `${text(meta)}\n`.repeat(beaconLimits.lines)), /more than 20000 lines/],
    ['a long analytics line', plain(header, { ...event, more: 'x'.repeat(64_000) }), /longer than 64000/],
    [
      '51 properties',
      plain(header, { ...event, properties: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [n, n])) }),
      /at most 50/,
    ],
  ])('refuses %s', (_, body, reason) => {
    expect(() => readBeacon(body)).toThrow(InvalidBeaconError);
    expect(() => readBeacon(body)).toThrow(reason);
  });

  it.each([
    ['a bomb', gzipSync(Buffer.alloc(200_000_000))],
    ['a bomb of many members', Buffer.concat(Array.from({ length: 12 }, () => gzipSync(Buffer.alloc(1_000_000))))],
    ['a large plain body', Buffer.alloc(10_000_001, 0x20)],
    ['a line of a million empty objects', plain(header, `{"type":3,"timestamp":1,"data":[${dense(250_001, '{}')}]}`)],
    ['a line of a million numbers', plain(header, `{"type":3,"timestamp":1,"data":[${dense(1_000_000, '0')}]}`)],
    [
      'one of many lines with numbers',
      plain(header, ...Array.from({ length: 1_000 }, () => `{"type":3,"timestamp":1,"data":[${dense(800, '0')}]}`)),
    ],
    [
      'a recorded line of a million numbers',
      plain({ ...header, format: 'afterglow-1' }, `[1,5,${dense(1_000_000, '0')}]`),
    ],
    ['one of 1,001 events', plain(header, ...Array.from({ length: 1_001 }, () => event))],
    ['an object of too many members', plain(header, `{"type":3,"timestamp":1,"data":{${dense(60_001, '"a":0')}}}`)],
    [
      'one of many lines with empty arrays',
      plain(header, ...Array.from({ length: 1_000 }, () => `{"type":3,"timestamp":1,"data":[${dense(500, '[]')}]}`)),
    ],
  ])('says that %s is too large', (_, body) => {
    expect(() => readBeacon(body)).toThrow(expect.objectContaining({ code: 'too_large' }));
  });

  it('takes as many arrays and objects as a page of 80,000 elements has, and any number of brackets in its text', () => {
    const page = `{"type":2,"timestamp":1,"data":[${dense(80_000, '{"attributes":{},"childNodes":[]}')}]}`;
    const words = `{"type":3,"timestamp":1,"data":"${'[{'.repeat(1_000_000)}"}`;

    const style = `{"type":3,"timestamp":1,"data":"${'a{b:c}'.repeat(200_000)}"}`;
    const objects = `{"type":3,"timestamp":1,"data":[${dense(240_000, '{"a":0}')}]}`;

    expect(readBeacon(plain(header, page, words, style)).rrweb).toHaveLength(3);
    expect(readBeacon(plain(header, objects)).rrweb).toHaveLength(1);
  });

  it('takes 1,000 events, and any number of recorded lines beside them', () => {
    const lines = Array.from({ length: 1_000 }, () => event);

    expect(readBeacon(plain(header, ...lines, ...lines.map(() => meta), meta))).toMatchObject({
      events: { length: 1_000 },
      rrweb: { length: 1_001 },
    });
  });

  it('takes a page of rrweb of 120,000 nodes', () => {
    const cell =
      '{"type":2,"tagName":"td","attributes":{},"childNodes":[{"type":3,"textContent":"7","id":12345}],"id":12344}';
    const page = `{"type":2,"timestamp":1,"data":[${dense(60_000, cell)}]}`;

    expect(readBeacon(plain(header, page)).rrweb).toHaveLength(1);
  });

  it('throws nothing but its own error, whatever the bytes', () => {
    const good = plain(header, event, meta);
    fc.assert(
      fc.property(fc.nat(good.byteLength - 1), fc.uint8Array({ maxLength: 4 }), fc.boolean(), (at, bytes, gzip) => {
        const bad = Buffer.concat([good.subarray(0, at), bytes, good.subarray(at)]);
        try {
          readBeacon(gzip ? gzipSync(bad) : bad);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidBeaconError);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('a beacon recorded as afterglow-1', () => {
  const own = { ...header, format: 'afterglow-1' };
  const line = [1, 5, ['div', 'class', 'row'], 'Hi', 2];

  it('has its lines beside analytics events, in order', () => {
    const beacon = readBeacon(plain(own, [0, 4, 0, 'https://shop.example/', 800, 600], event, line));

    expect(beacon).toEqual({
      header: own,
      events: [event],
      rrweb: [],
      recorded: [[0, 4, 0, 'https://shop.example/', 800, 600], line],
    });
  });

  it('refuses lines without a kind or a time, too deep ones, and those of the other format', () => {
    const refusal =
      (...lines: unknown[]) =>
      () =>
        readBeacon(plain(own, ...lines));

    expect(refusal([])).toThrow(/Line 2: a recorded line begins with a whole number/);
    expect(refusal(['1', 5])).toThrow(/begins with a whole number/);
    expect(refusal([256, 5])).toThrow(/0 to 255/);
    expect(refusal(event, [1])).toThrow(/Line 3: the second element of a recorded line is its time/);
    expect(refusal([1, '5'])).toThrow(/time/);
    expect(refusal([1, -5])).toThrow(/time/);
    expect(refusal([1, 9e15])).toThrow(/time/);
    expect(refusal(`[1,5,${nested(9)}]`)).toThrow(/no deeper than 8 levels/);
    expect(refusal(`[1,5,${nested(100_000)}]`)).toThrow(/nested deeper/);
    expect(refusal(meta)).toThrow(/neither a "kind" nor the array of a line of afterglow-1/);
    expect(() => readBeacon(plain(header, line))).toThrow(/neither a "kind" nor a numeric "type"/);
  });

  it('keeps times that a table takes', () => {
    expect(readBeacon(plain(own, '[1,1e-300]')).recorded).toEqual([[1, 0]]);
  });
});
