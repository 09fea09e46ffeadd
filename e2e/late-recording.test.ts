/** A recording that begins in the middle of a visit: what was before is kept with visits of which nothing is recorded. */
import { beforeAll, expect, inject, it } from 'vitest';
import { frameLabel } from '#contracts/stream-record.ts';
import { openFrame } from '../functions/shared/seal.ts';
import { ApiClient } from '../tools/api-client.ts';
import { readFrame, readManifest } from '../tools/recording-source.ts';
import { Api } from './api.ts';
import { beaconText, header, pageview, send } from './beacon.ts';
import { until } from './wait.ts';

const ready = inject('ready');
let api: Api;

beforeAll(async () => {
  api = await Api.signIn(ready);
});

const named = (name: string, at = Date.now()) => ({ kind: 'event', at, path: '/', name });
const picture = (at = Date.now()) => [
  { type: 4, timestamp: at, data: { href: 'https://shop.example/', width: 1_280, height: 800 } },
  {
    type: 2,
    timestamp: at + 1,
    data: { node: { type: 0, id: 1, childNodes: [] }, initialOffset: { left: 0, top: 0 } },
  },
];

it('has what was done before it began, and after, in its list of events and in its frames', async () => {
  const { id, writeKey } = (await api.call('createProject', { body: { name: 'Recorded late' } })).json;
  const head = header();
  const eventsOf = async (count: number): Promise<(string | undefined)[]> => {
    const { json } = await until(
      `${count} events are there`,
      () => api.send('sessionEvents', { params: { id, sid: head.session }, query: {} }),
      ({ status, json: list }) => status === 200 && list.items.length >= count,
    );
    return (json.items as { name?: string }[]).map(({ name }) => name);
  };
  const beacon = (seq: number, ...events: object[]) => send(ready.api, writeKey, beaconText({ ...head, seq }, events));

  await beacon(0, pageview(), named('before'));
  const before = await eventsOf(2);
  const unrecorded = await api.send('recording', { params: { id, sid: head.session } });
  await beacon(1, named('during'), ...picture());
  await eventsOf(3);
  await beacon(2, named('after'));
  const all = await eventsOf(4);
  const client = new ApiClient(ready.api);
  await client.login(ready.email, ready.password);
  const { frames, key, keys, urls, gaps } = await readManifest(client, id, head.session);
  const opened = await Promise.all(
    frames.map(async (frame) => {
      const { document, seq } = frame;
      const secret = Buffer.from(keys.get(frame.object) ?? key, 'base64');
      const label = frameLabel({ project: id, session: head.session, document, seq });
      const { events } = openFrame(secret, label, await readFrame(urls, frame));
      return (events as { name?: string }[]).map(({ name }) => name);
    }),
  );

  expect(before).toEqual([undefined, 'before']);
  expect(unrecorded.status).toBe(404);
  expect(all).toEqual([undefined, 'before', 'during', 'after']);
  expect(opened).toEqual([[undefined, 'before'], ['during'], ['after']]);
  expect([keys.size, gaps]).toEqual([1, []]);
});
