import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { Api } from './api.ts';
import { beaconText, header, pageview, send } from './beacon.ts';
import { until } from './wait.ts';

const ready = inject('ready');
const range = () => ({
  from: new Date(Date.now() - 3_600_000).toISOString(),
  to: new Date(Date.now() + 3_600_000).toISOString(),
});

/** Every way in which half of the hundred is wrong, and the status each deserves. */
const wrong: [string, number, (key: string) => Promise<Response>][] = [
  ['an unknown key', 404, () => send(ready.api, 'ag_nobody', beaconText(header(), [pageview()]))],
  ['no JSON', 400, (key) => send(ready.api, key, 'hello')],
  ['another version', 400, (key) => send(ready.api, key, beaconText({ ...header(), v: 2 }, [pageview()]))],
  [
    'a session that is no UUIDv7',
    400,
    (key) => send(ready.api, key, beaconText({ ...header(), session: randomUUID() }, [])),
  ],
  ['a short secret', 400, (key) => send(ready.api, key, beaconText({ ...header(), secret: 'x' }, [pageview()]))],
  ['an event of no kind', 400, (key) => send(ready.api, key, beaconText(header(), [{ at: 1, path: '/' }]))],
  [
    'an event with a wrong type',
    400,
    (key) => send(ready.api, key, beaconText(header(), [{ ...pageview(), viewport: 'big' }])),
  ],
  [
    'broken gzip',
    400,
    (key) => send(ready.api, key, gzipSync(beaconText(header(), [pageview()])).subarray(0, 60), { gzip: false }),
  ],
  ['a bomb', 413, (key) => send(ready.api, key, ' '.repeat(11_000_000))],
  ['nothing', 400, (key) => send(ready.api, key, '', { gzip: false })],
];

describe('100 beacons at once, half of them wrong', () => {
  let api: Api;
  let project: { id: string; writeKey: string };

  beforeAll(async () => {
    api = await Api.signIn(ready);
    project = (await api.call('createProject', { body: { name: 'Beacons' } })).json;
  });

  it('answers each wrong one with its 4xx and counts each right one once', async () => {
    const good = Array.from({ length: 50 }, (_, n) => beaconText(header(), [pageview({ path: `/page/${n % 5}` })]));
    const answers = await Promise.all(
      good.flatMap((body, n) => {
        const [name, status, ask] = wrong[n % wrong.length] as (typeof wrong)[number];
        return [
          send(ready.api, project.writeKey, body, { gzip: n % 2 === 0 }).then(async (response) => ({
            name: 'right',
            expected: 202,
            status: response.status,
            body: await response.text(),
          })),
          ask(project.writeKey).then(async (response) => ({
            name,
            expected: status,
            status: response.status,
            body: await response.text(),
          })),
        ];
      }),
    );
    expect(answers.filter((answer) => answer.status !== answer.expected)).toEqual([]);

    const { json } = await until(
      'all fifty are counted',
      () => api.call('overview', { params: { id: project.id }, query: range() }),
      (answer) => answer.json.current.pageviews >= 50,
    );
    const pages = await until(
      'each page has its share',
      () => api.call('breakdown', { params: { id: project.id }, query: { ...range(), by: 'path' } }),
      (answer) => answer.json.items.reduce((sum, { count }) => sum + count, 0) >= 50,
    );

    expect(json.current).toMatchObject({ pageviews: 50, sessions: 50, visitors: 50 });
    expect(pages.json.items.map(({ value, count }) => [value, count]).toSorted()).toEqual(
      [0, 1, 2, 3, 4].map((n) => [`/page/${n}`, 10]),
    );
  });

  it('says why it refuses', async () => {
    const response = await send(ready.api, project.writeKey, beaconText({ ...header(), v: 2 }, []));
    const { error } = (await response.json()) as { error: { code: string; message: string; requestId: string } };

    expect(error).toMatchObject({ code: 'invalid_beacon', requestId: expect.any(String) });
    expect(error.message.length).toBeGreaterThan(10);
  });

  it('counts a beacon that is sent five times once', async () => {
    const own = (await api.call('createProject', { body: { name: 'Again' } })).json;
    const head = header();
    const body = beaconText(head, [pageview({ path: '/again' })]);
    const statuses = await Promise.all(
      Array.from({ length: 5 }, async () => (await send(ready.api, own.writeKey, body)).status),
    );
    await send(ready.api, own.writeKey, beaconText({ ...head, seq: 1 }, [pageview({ path: '/after' })]));
    const { json } = await until(
      'the later beacon is counted',
      () => api.call('overview', { params: { id: own.id }, query: range() }),
      (answer) => answer.json.current.pageviews >= 2,
    );

    expect(statuses).toEqual([202, 202, 202, 202, 202]);
    expect(json.current).toMatchObject({ pageviews: 2, sessions: 1, visitors: 1 });
  });

  it('refuses who knows a session but not its secret', async () => {
    const head = header();
    const first = await send(ready.api, project.writeKey, beaconText(head, [pageview()]));
    const stranger = await send(
      ready.api,
      project.writeKey,
      beaconText({ ...header(), session: head.session }, [pageview()]),
    );

    expect(first.status).toBe(202);
    expect(stranger.status).toBe(403);
    expect(await stranger.json()).toMatchObject({ error: { code: 'session_refused' } });
  });

  it('refuses an origin that is not on the list, and says so in the status', async () => {
    const own = (await api.call('createProject', { body: { name: 'Listed', origins: ['https://shop.example'] } })).json;
    const body = () => beaconText(header(), [pageview()]);
    const listed = await send(ready.api, own.writeKey, body(), { origin: 'https://shop.example' });
    const other = await send(ready.api, own.writeKey, body(), { origin: 'https://evil.example' });
    const { json } = await until(
      'the refusal is in the status',
      () => api.call('status', { params: { id: own.id } }),
      (answer) => answer.json.refusals.some(({ reason }) => reason === 'origin_refused'),
    );

    expect([listed.status, other.status]).toEqual([202, 403]);
    // Wrong keys that other tests sent from the same host are told here too.
    expect(json.refusals.filter(({ reason }) => reason === 'origin_refused')).toEqual([
      expect.objectContaining({
        detail: expect.stringContaining('https://evil.example'),
        count: 1,
      }),
    ]);
  });
});

describe('bodies that are dear to read', () => {
  const keys = (count: number, key: (n: number) => string) =>
    `{${Array.from({ length: count }, (_, n) => `"${key(n)}":0`).join(',')}}`;
  /** What each holds as the data of a recorded event, and the status that it deserves. */
  const dear: [string, number, () => string][] = [
    ['a million keys', 413, () => keys(1_000_000, (n) => String.fromCharCode(97 + (n % 26)))],
    ['59,000 different keys', 202, () => keys(59_000, (n) => n.toString(36))],
    ['240,000 empty objects', 202, () => `[${'{},'.repeat(240_000)}{}]`],
    ['3 million empty objects', 413, () => `[${'{},'.repeat(3_000_000)}{}]`],
    ['a million numbers', 413, () => `[${'0,'.repeat(1_000_000)}0]`],
    ['490,000 numbers beside a key __proto__', 202, () => `{"__proto__":1,"a":[${'0,'.repeat(490_000)}0]}`],
  ];

  it('are taken or refused, kept whole, and hold up nobody', async () => {
    const api = await Api.signIn(ready);
    const { id, writeKey } = (await api.call('createProject', { body: { name: 'Dear bodies' } })).json;
    const heads = dear.map(() => header());
    const bodies = dear.map(([, , data], n) => {
      const at = Date.now();
      const lines = [heads[n], pageview({ at })].map((line) => JSON.stringify(line));
      return [...lines, `{"type":3,"timestamp":${at},"data":${data()}}`].join('\n');
    });
    const taken = dear.filter(([, status]) => status === 202).length + 1;
    const other = header();
    const answers = await Promise.all([
      ...bodies.map((body) => send(ready.api, writeKey, body)),
      send(ready.api, writeKey, beaconText(other, [pageview()])),
    ]);
    const { json } = await until(
      'what was taken is counted',
      () => api.call('overview', { params: { id }, query: range() }),
      (answer) => answer.json.current.pageviews >= taken,
    );
    // Who records is another than who counts, and may come later.
    const recorded = dear.map(([, status]) => (status === 202 ? 200 : 404));
    const manifests = await until(
      'what was taken is recorded',
      () => Promise.all(heads.map(({ session }) => api.send('recording', { params: { id, sid: session } }))),
      (found) => recorded.every((status, n) => status === 404 || found[n]?.status === status),
    );

    expect(answers.map(({ status }) => status)).toEqual([...dear.map(([, status]) => status), 202]);
    expect(json.current).toMatchObject({ pageviews: taken, sessions: taken });
    expect(manifests.map(({ status }) => status)).toEqual(recorded);
  });
});
