import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { AnalyticsEvent, BeaconHeader, beaconLimits, type EventKind } from '#contracts/beacon.ts';
import { header, heldBytes, now, send } from './test-hostile-sender.ts';

const text = (...lines: unknown[]) =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
const plain = (...lines: unknown[]) => Buffer.from(text(header, ...lines));
const gzip = (...lines: unknown[]) => gzipSync(plain(...lines));

const target = { selector: '#a', label: 'A', x: 0.5, y: 0.5, pageX: 1, pageY: 1, pageWidth: 9, pageHeight: 9 };
const common = { at: now, path: '/users/7' };
type OfEvery = { [Kind in EventKind]: Required<Extract<AnalyticsEvent, { kind: Kind }>> };
/** Every kind with every field. */
const whole: OfEvery = {
  pageview: {
    ...common,
    kind: 'pageview',
    host: 'shop.example',
    title: 'Shop',
    referrer: 'https://blog.example/',
    utm: { source: 's', medium: 'm', campaign: 'c', term: 't', content: 'c' },
    clickId: 'gclid',
    viewport: [1, 2],
    screen: [3, 4],
    language: 'de',
    timeZone: 'Europe/Berlin',
    recorded: true,
  },
  click: { ...common, ...target, kind: 'click' },
  rage: { ...common, ...target, kind: 'rage', clicks: 3 },
  dead: { ...common, ...target, kind: 'dead' },
  errorClick: { ...common, ...target, kind: 'errorClick', message: 'boom' },
  event: { ...common, kind: 'event', name: 'buy', properties: { plan: 'pro' } },
  identify: { ...common, kind: 'identify', id: 'u1', traits: { plan: 'pro' } },
  error: { ...common, kind: 'error', message: 'boom', source: 's', line: 1, column: 2, stack: 's', rejection: true },
  time: { ...common, kind: 'time', view: now, visible: 5, active: 4 },
  scroll: { ...common, kind: 'scroll', view: now, depth: 0.5, fold: 0.2 },
  move: { ...common, kind: 'move', cells: [[1, 2, 3]] },
  attention: { ...common, kind: 'attention', rows: [[1, 2]] },
  console: { ...common, kind: 'console', level: 'warn', text: 'w' },
  files: { ...common, kind: 'files', files: [['https://shop.example/a.woff2', 'a'.repeat(64)]] },
  request: { ...common, kind: 'request', method: 'GET', url: '/a', status: 200, duration: 3 },
};
const kinds = Object.entries(whole);
const rrweb = { type: 3, timestamp: now, data: { source: 0 } };

/** Every field, those within fields too. */
function fieldsOf(value: unknown, at: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [[...at, name], ...fieldsOf(inner, [...at, name])]);
}

const mark = '\uE000';
/** JSON with what stands in a field replaced by other JSON, or by what is none. */
function jsonWith(value: object, [name = '', ...rest]: string[], json: string): string {
  const copy = structuredClone(value);
  let holder = copy as Record<string, unknown>;
  for (const next of rest) {
    holder = holder[name] as Record<string, unknown>;
    name = next;
  }
  holder[name] = mark;
  return JSON.stringify(copy).replace(`"${mark}"`, () => json);
}

/** What the contract alone says of a line. */
function isValid(schema: z.ZodMiniType, json: string): boolean {
  try {
    return z.safeParse(schema, JSON.parse(json)).success;
  } catch {
    return false;
  }
}

let heldBefore = 0;
beforeAll(async () => {
  await send(gzip(whole.click));
  heldBefore = await heldBytes();
});
afterAll(async () => {
  expect((await heldBytes()) - heldBefore).toBeLessThan(32_000_000);
});

describe('a body of a hostile size or shape', () => {
  const keys = (count: number, key: (n: number) => string) =>
    `{"type":3,"timestamp":1,"data":{${Array.from({ length: count }, (_, n) => `"${key(n)}":0`).join(',')}}}`;
  const nested = (open: string, close: string, levels = 10_000) => `${open.repeat(levels)}1${close.repeat(levels)}`;
  const million = keys(1_000_000, (n) => String.fromCharCode(97 + (n % 26)));

  it.each<[string, number, () => Uint8Array]>([
    ['a bomb of 1,000 times its size', 413, () => gzipSync(Buffer.alloc(100_000_000), { level: 9 })],
    ['a bomb behind a good beacon', 413, () => Buffer.concat([gzip(whole.click), gzipSync(Buffer.alloc(50_000_000))])],
    ['a bomb in a bomb', 400, () => gzipSync(gzipSync(Buffer.alloc(50_000_000)))],
    ['10 MB, plain', 413, () => plain(' '.repeat(10_000_000))],
    ['10 MB within and a byte', 413, () => gzipSync(Buffer.alloc(10_000_001, plain(`${whole.click}\n`)))],
    ['10 MB of line ends', 400, () => gzip('\n'.repeat(9_000_000))],
    ['10 MB of one text', 202, () => gzip({ ...rrweb, data: 'x'.repeat(9_000_000) })],
    ['10 MB of one text in an event', 400, () => gzip({ ...whole.event, name: 'x'.repeat(9_000_000) })],
    ['10 MB of escapes', 202, () => gzip(`{"type":3,"timestamp":1,"data":"${'\\ud83d'.repeat(1_600_000)}"}`)],
    ['10 MB of escaped backslashes', 202, () => gzip(`{"type":3,"timestamp":1,"data":"${'\\\\'.repeat(4_500_000)}"}`)],
    ['19,999 events', 413, () => gzip(...Array.from({ length: 19_999 }, () => whole.event))],
    ['20,001 lines', 400, () => gzip(...Array.from({ length: beaconLimits.lines }, () => rrweb))],
    ['1,000 events', 202, () => gzip(...Array.from({ length: 1_000 }, () => whole.event))],
    ['a million keys', 413, () => gzip(million)],
    ['a million keys in an event', 413, () => gzip(million.replace('"type":3', '"kind":"event"'))],
    ['300,000 different keys', 413, () => gzip(keys(300_000, (n) => (n % 977) + 'x'.repeat(n / 977 / 20) + (n % 20)))],
    ['3 million empty objects', 413, () => gzip(`{"type":3,"timestamp":1,"data":[${'{},'.repeat(3_000_000)}{}]}`)],
    ['a million empty objects in an event', 413, () => gzip(`{"kind":"event","x":[${'{},'.repeat(1_000_000)}{}]}`)],
    ['240,000 empty objects', 202, () => gzip(`{"type":3,"timestamp":1,"data":[${'{},'.repeat(240_000)}{}]}`)],
    ['5 million numbers', 413, () => gzip(`{"type":3,"timestamp":1,"data":[${'0,'.repeat(4_900_000)}0]}`)],
    ['490,000 numbers beside __proto__', 202, () => gzip({ ...rrweb, data: ['__proto__', ...Array(490_000).fill(0)] })],
    [
      '240,000 keys __proto__',
      202,
      () => gzip(`{"type":3,"timestamp":1,"data":[${'{"__proto__":1},'.repeat(240_000)}0]}`),
    ],
    ['59,000 different keys', 202, () => gzip(keys(59_000, (n) => n.toString(36)))],
    ['a million keys in the header', 413, () => gzipSync(text(million, whole.click))],
    ['arrays 10,000 deep', 400, () => gzip(`{"type":3,"timestamp":1,"data":${nested('[', ']')}}`)],
    ['objects 10,000 deep', 400, () => gzip(`{"type":3,"timestamp":1,"data":${nested('{"a":', '}')}}`)],
    ['arrays that never end', 400, () => gzip(`{"type":3,"timestamp":1,"data":${'['.repeat(9_000_000)}`)],
    ['depth in an event', 400, () => gzip(`{"kind":"event","x":${nested('[', ']')}}`)],
    ['depth in the header', 400, () => gzipSync(text(nested('[', ']'), whole.click))],
    ['depth in each of 500 lines', 400, () => gzip(...Array.from({ length: 500 }, () => nested('[', ']', 5_000)))],
    ['empty members', 202, () => Buffer.concat([gzip(whole.click), ...Array(40_000).fill(gzipSync(''))])],
    ['nothing but empty members', 400, () => Buffer.concat(Array(40_000).fill(gzipSync('')))],
    [
      'a member for every byte',
      202,
      () => Buffer.concat([...plain(whole.move)].map((byte) => gzipSync(Buffer.of(byte)))),
    ],
    ['a member header without a body', 400, () => Buffer.concat([gzip(whole.click), gzipSync('').subarray(0, 10)])],
    ['a wrong checksum', 400, () => Buffer.concat([gzip(whole.click).subarray(0, -8), Buffer.alloc(8)])],
    ['deflate called gzip', 400, () => Buffer.concat([Buffer.of(0x1f, 0x8b, 7), gzip(whole.click).subarray(3)])],
    ['two bytes of gzip', 400, () => Buffer.of(0x1f, 0x8b)],
    ['one byte of gzip', 400, () => Buffer.of(0x1f)],
    ['nothing', 400, () => Buffer.alloc(0)],
  ])('%s is answered with %i and holds no memory', async (_, status, make) => {
    const body = make();
    const { status: answered, message } = await send(body);

    expect(answered, message).toBe(status);
    expect((await heldBytes()) - heldBefore).toBeLessThan(32_000_000);
  });

  it('is refused wherever it is cut', async () => {
    const body = gzip(...Object.values(whole), rrweb);
    for (let end = 0; end < body.byteLength; end += 10) {
      expect(await send(body.subarray(0, end)), `cut at ${end}`).toMatchObject({ status: 400, code: 'invalid_beacon' });
    }
    expect(await send(body)).toMatchObject({ status: 202 });
  });
});

describe('a field', () => {
  const wrong = ['null', 'true', '7', '-1', '""', '"text"', '[]', '{}', '[[]]', '{"a":{}}', `"${'x'.repeat(9_000)}"`];

  it.each(kinds)('of %s that has another type is refused as the contract says', async (_, event) => {
    for (const field of fieldsOf(event)) {
      let refused = 0;
      for (const json of wrong) {
        const line = jsonWith(event, field, json);
        const expected = isValid(AnalyticsEvent, line) ? 202 : 400;
        const { status, message } = await send(plain(line));

        expect(status, `${line.slice(0, 400)} ${message}`).toBe(field[0] === 'kind' ? 400 : expected);
        if (status === 400) refused += 1;
      }
      expect(refused, field.join('.')).toBeGreaterThan(0);
    }
  });

  it.each(['header', 'rrweb'])('of the %s that has another type is refused as the contract says', async (part) => {
    const value = part === 'header' ? { ...header, firstSeq: 0, dropped: 1 } : rrweb;
    for (const field of fieldsOf(value).filter(([name]) => name !== 'data')) {
      for (const json of wrong) {
        const line = jsonWith(value, field, json);
        const body = part === 'header' ? text(line, whole.click) : text(header, line);
        const valid = part === 'header' ? isValid(BeaconHeader, line) : /^-?\d+$/.test(json) && !line.includes(':-1');
        const isType = part === 'rrweb' && field[0] === 'type' && /^-?\d+$/.test(json);

        expect((await send(Buffer.from(body))).status, line.slice(0, 400)).toBe(valid || isType ? 202 : 400);
      }
    }
  });

  const numbers = ['NaN', 'Infinity', '-Infinity', '1e308', '1e309', '-1e308', '-0', '9007199254740993', '1e-300'];
  const more = ['-1e-300', '0.1e-400', '8.64e15', '8.64e15001', '01', '+1', '0x1', '1_0', '1n', '.5', '5.', '1e', '-'];

  it.each(kinds)(
    'of %s that has a number at the edge is refused as the contract says, or kept storable',
    async (_, event) => {
      for (const field of fieldsOf(event)) {
        for (const json of [...numbers, ...more]) {
          const line = jsonWith(event, field, json);
          const { status, message } = await send(plain(line));

          expect(status, `${line} ${message}`).toBe(isValid(AnalyticsEvent, line) ? 202 : 400);
        }
      }
    },
  );

  it.each<[string, number]>([
    ...numbers.slice(0, 3).map((t): [string, number] => [t, 400]),
    ['1e308', 400],
    ['8640000000000001', 400],
    ['8.64e15', 202],
    ['-1', 400],
    ['-0', 202],
    ['1e-300', 202],
    ['0.5', 202],
    ['', 400],
    ['%20', 400],
    ['now', 400],
    ['1%00', 400],
    ['9007199254740993', 400],
  ])('"t" of the address that is %s is answered with %i', async (t, status) => {
    expect((await send(plain(whole.click), t)).status).toBe(status);
  });
});

describe('names that every object has', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '\\u005f_proto__'];

  it.each(names)('%s changes nothing but what it says, as key and as value', async (name) => {
    const pollution = `"${name}":{"admin":true,"kind":"event","at":1}`;
    const bodies = [
      text(`{${pollution},${JSON.stringify(header).slice(1)}`, whole.event),
      ...kinds.map(([, event]) => text(header, `{${pollution},${JSON.stringify(event).slice(1)}`)),
      text(header, `{${pollution},"type":3,"timestamp":1,"data":{${pollution},"list":[{${pollution}}]}}`),
      text(header, jsonWith(whole.event, ['properties'], `{"${name}":1,"a":2}`)),
      text(header, jsonWith(whole.identify, ['traits'], `{"${name}":"x"}`)),
      text(header, jsonWith(whole.event, ['name'], `"${name}"`), jsonWith(whole.event, ['path'], `"${name}"`)),
    ];
    for (const body of bodies) expect(await send(Buffer.from(body)), body).toMatchObject({ status: 202 });

    expect(await send(plain(`{"${name}":{"kind":"event"}}`))).toMatchObject({ status: 400 });
    expect(await send(plain(jsonWith(whole.event, ['kind'], `"${name}"`)))).toMatchObject({ status: 400 });
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect({}).not.toHaveProperty('admin');
  });
});

describe('text', () => {
  it.each([
    ['a byte that goes on alone', [0x80]],
    ['a beginning alone', [0xc3]],
    ['an overlong slash', [0xc0, 0xaf]],
    ['an overlong NUL', [0xe0, 0x80, 0x80]],
    ['half a pair', [0xed, 0xa0, 0x80]],
    ['a pair in six bytes', [0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80]],
    ['past the last character', [0xf4, 0x90, 0x80, 0x80]],
    ['bytes that UTF-8 does not have', [0xfe, 0xff]],
    ['a character that ends early', [0xf0, 0x9f, 0x98]],
  ])('of %s is refused in every line', async (_, bytes) => {
    for (const body of [
      text(jsonWith(header, ['tab'], '"?"'), whole.event),
      text(header, whole.event),
      text(header, rrweb),
    ]) {
      const [before, after = ''] = [body.slice(0, body.lastIndexOf('}')), body.slice(body.lastIndexOf('}'))];
      const broken = Buffer.concat([Buffer.from(`${before},"x":"`), Buffer.from(bytes), Buffer.from(`"${after}`)]);
      for (const sent of [broken, gzipSync(broken)]) {
        expect(await send(sent)).toMatchObject({ status: 400, message: expect.stringContaining('UTF-8') });
      }
    }
  });

  it.each(kinds)('of %s with half a character is taken with a replacement, path and names too', async (_, event) => {
    for (const field of fieldsOf(event).filter((path) => !['kind', 'level'].includes(path[0] ?? ''))) {
      const line = jsonWith(event, field, '"\\ud83d"');
      const { status, beacon } = await send(plain(line));

      expect(status, line).toBe(isValid(AnalyticsEvent, line) ? 202 : 400);
      if (beacon) expect(JSON.stringify(beacon.events)).toContain('\ufffd');
    }
    const cut = `/${'x'.repeat(2_040)}?q=${'%C3%A4'.repeat(1)}#😀`;
    expect(await send(plain({ ...event, path: cut.slice(0, 2_048) }))).toMatchObject({ status: 202 });
  });
});

describe('5,000 mutations of real beacons', () => {
  const tokens = [
    'null',
    '-1',
    '1e308',
    '1e-300',
    '-0',
    '[]',
    '{}',
    '"\\ud83d"',
    '"__proto__"',
    '{"__proto__":1}',
    'NaN',
  ];
  const pieces = [
    '"',
    '\\',
    '{',
    '}',
    '[',
    ']',
    '\n',
    '\r',
    '\0',
    ',',
    ':',
    '\\u',
    '\\ud83d',
    '\u2028',
    '\ufeff',
    '\xff',
  ];

  /** The same for the same seed: mulberry32. */
  function randomFrom(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
      return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
    };
  }

  // Visits that were recorded in the demo shop; their times are ms since they began.
  const visits = gunzipSync(readFileSync(new URL('../../demo/fixture/visits.ndjson.gz', import.meta.url))).toString();
  const later = (name: string, value: unknown) =>
    ['at', 'view', 'timestamp'].includes(name) && typeof value === 'number' ? now - 60_000 + value : value;
  const beacons = visits
    .split('\n')
    .filter((line) => line !== '')
    .flatMap((line) => (JSON.parse(line, later) as { beacons: { events: unknown[] }[] }).beacons)
    .map(({ events }) => text(header, ...events))
    .filter((body) => body.length > 1_500 && body.length < 6_000);

  type Mutation = (body: Buffer, random: (below: number) => number) => Buffer;
  const splice = (body: Buffer, from: number, length: number, into: Uint8Array = Buffer.alloc(0)) =>
    Buffer.concat([body.subarray(0, from), into, body.subarray(from + length)]);
  const mutations: Mutation[] = [
    (body, random) => splice(body, random(body.length), 1, Buffer.of(random(256))),
    (body, random) => splice(body, random(body.length), random(40)),
    (body, random) => splice(body, random(body.length), 0, Buffer.from(pieces[random(pieces.length)] ?? '', 'latin1')),
    (body, random) => {
      const from = random(body.length);
      return splice(body, random(body.length), 0, body.subarray(from, from + random(200)));
    },
    (body, random) => {
      const lines = body.toString('latin1').split('\n');
      lines.splice(random(lines.length), random(3), lines[random(lines.length)] ?? '');
      return Buffer.from(lines.join('\n'), 'latin1');
    },
    // A value, and so the rest of its line stays JSON.
    (body, random) => {
      const values = [...body.toString('latin1').matchAll(/(?<=:)(?:"[^"\\]*"|-?\d[\d.]*|true|false)/g)];
      const value = values[random(values.length)];
      const token = Buffer.from(tokens[random(tokens.length)] ?? '');
      return value ? splice(body, value.index, value[0].length, token) : body;
    },
    (body, random) => {
      const names = [...body.toString('latin1').matchAll(/"[a-zA-Z]+"(?=:)/g)];
      const [name, other] = [names[random(names.length)], names[random(names.length)]];
      return name && other ? splice(body, name.index, name[0].length, Buffer.from(other[0])) : body;
    },
  ];

  it('are each taken whole or refused', async () => {
    const random = randomFrom(20_261_125);
    const before = await heldBytes();
    const statuses: Record<number, number> = {};
    for (let n = 0; n < 5_000; n += 1) {
      let body: Buffer = Buffer.from(beacons[random(beacons.length)] ?? '');
      for (let times = 1 + random(3); times > 0; times -= 1) {
        body = mutations[random(mutations.length)]?.(body, random) ?? body;
      }
      if (n % 3 > 0) body = gzipSync(body, { level: 1 });
      if (n % 9 === 0) body = mutations[random(4)]?.(body, random) ?? body;
      const { status } = await send(body).catch((cause) => {
        throw new Error(`mutation ${n}: ${body.toString('base64').slice(0, 20_000)}`, { cause });
      });
      statuses[status] = (statuses[status] ?? 0) + 1;
    }

    expect(beacons.length).toBeGreaterThan(5);
    expect(Object.keys(statuses)).toEqual(['202', '400']);
    for (const count of Object.values(statuses)) expect(count).toBeGreaterThan(500);
    expect((await heldBytes()) - before).toBeLessThan(32_000_000);
  });
});
