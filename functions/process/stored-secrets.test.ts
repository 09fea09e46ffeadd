/** What a browser should have masked and did not: whatever the consumers store of it is read back and searched. */
import { randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import type { AnalyticsEvent, RrwebEvent } from '#contracts/beacon.ts';
import { type RecordingLine, recordingOp } from '#contracts/recording-format.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { type BlockItem, type KeyItem, recordingKey, type SnapshotItem } from '../shared/recording-items.ts';
import { openFrame } from '../shared/seal.ts';
import { plainItem } from '../shared/test-plain-item.ts';
import { aggregateBatch } from './aggregate/aggregate-batch.ts';
import { archiveTexts } from './aggregate/archive.ts';
import { recordBatch } from './record/record-batch.ts';
import { event, sessionId, start, uuid } from './simulator/make-beacon.ts';
import { beaconRecord } from './simulator/test-records.ts';
import { Stores, serverSecret, streamEpoch } from './simulator/world.ts';
import { itemId } from './stores.ts';

const all: Record<string, string> = {};
const count = () => Object.keys(all).length;
/** A canary that looks like nothing, where only the place says that it is private. */
const plain = () => `canary${count()}x`;
/** One that looks drawn, where only its looks do. */
const drawn = () => `cAnArY0${count()}kQ7xZ1pL9mN3b`;
function canary(place: string, make: () => string): string {
  const text = make();
  all[place] = text;
  return text;
}

const settings = { timeZone: 'UTC', fold: ['/users/*'], keepParams: ['q'], recordingDays: 30, eventDays: 395 } as const;

const events: AnalyticsEvent[] = [
  event.pageview(start, `/reset/${canary('token in a path', drawn)}?q=${canary('token in a kept parameter', drawn)}`, {
    title: `Inbox of ${canary('e-mail address in a title', () => 'canary.t@example.com')}`,
    referrer: `https://${canary('credentials of a referrer', plain)}:pw@a.example/${canary('token in a referrer', drawn)}`,
    utm: { source: 'x', term: `?token=${canary('token in utm', plain)}` },
  }),
  event.pageview(start + 1, `/users/7?password=${canary('parameter that folding drops', plain)}`),
  { ...event.click(start + 2), label: `Reply to ${canary('e-mail address in a label', () => 'canary.l@example.com')}` },
  {
    ...event.error(start + 3),
    message: `no ${canary('e-mail address in an error', () => 'canary.e@example.com')}, Bearer ${canary('bearer token in an error', plain)}`,
    source: `https://a.example/app.js?key=${canary('key in a source', drawn)}`,
    stack: `Error: ${canary('token in a stack', drawn)}\n at f (https://a.example/?sid=${canary('session id in a stack', plain)})`,
  },
  { ...event.errorClick(start + 4), message: canary('token in an error click', drawn) },
  {
    ...event.custom(start + 5, 'paid'),
    properties: {
      password: canary('property named password', plain),
      api_key: canary('property named api_key', plain),
      url: `https://a.example/?access_token=${canary('address in a property', plain)}`,
    },
  },
  event.identify(start + 6, 'user-1', { authToken: canary('trait named like a secret', plain) }),
  { kind: 'console', at: start + 7, path: '/', level: 'log', text: `jwt ${canary('token on the console', drawn)}` },
  {
    kind: 'request',
    at: start + 8,
    path: '/',
    method: 'GET',
    url: `https://a.example/?code=${canary('code in a request', drawn)}`,
    status: 200,
    duration: 1,
  },
];

const secretAttributes = (of: string): Record<string, string>[] => [
  { type: 'password', value: canary(`${of}: password value`, plain) },
  { type: 'hidden', value: canary(`${of}: hidden value`, plain) },
  { href: `/x?token=${canary(`${of}: link`, plain)}` },
  { action: `https://me:${canary(`${of}: credentials of a form`, plain)}@a.example/` },
  { 'data-url': `?sig=${canary(`${of}: data attribute`, plain)}` },
];
const node = (attributes: Record<string, string>, index: number) => ({
  id: 10 + index,
  type: 2,
  tagName: 'input',
  attributes,
  childNodes: [],
});
const rrweb: RrwebEvent[] = [
  {
    type: 4,
    timestamp: start,
    data: { href: `https://a.example/?token=${canary('rrweb: href', plain)}`, width: 1280, height: 800 },
  },
  {
    type: 2,
    timestamp: start + 1,
    data: { node: { id: 1, type: 0, childNodes: secretAttributes('rrweb').map(node) } },
  },
  {
    type: 3,
    timestamp: start + 2,
    data: {
      source: 0,
      texts: [],
      removes: [],
      adds: secretAttributes('rrweb, added').map((one, index) => ({
        parentId: 1,
        nextId: null,
        node: node(one, index),
      })),
      attributes: secretAttributes('rrweb, changed').map((attributes, id) => ({ id, attributes })),
    },
  },
];

const pairs = (attributes: Record<string, string>) => Object.entries(attributes).flat();
const recorded: RecordingLine[] = [
  [recordingOp.snapshot, start, 0, `https://a.example/?token=${canary('own: href', plain)}`, 1_280, 800],
  [recordingOp.nodes, start, ...secretAttributes('own').map((one) => ['input', ...pairs(one)])],
  [recordingOp.end, start, 0, 0],
  [
    recordingOp.mutation,
    start + 1,
    [],
    [],
    secretAttributes('own, changed').map((one, id) => [id, ...pairs(one)]),
    [1, 0, 0, ...secretAttributes('own, added').map((one) => ['input', ...pairs(one)])],
  ],
] as RecordingLine[];

it('stores none of the secrets that a beacon of either format brings', async () => {
  const stores = new Stores();
  const randomHex = () => randomBytes(16).toString('hex');
  const over = { settings: { ...settings, fold: [...settings.fold], keepParams: [...settings.keepParams] } };
  const paths = { [events[1]?.path ?? '']: '/users/*' };
  const records = [
    beaconRecord({ number: 1, events, rrweb, over: { ...over, paths } }),
    beaconRecord({
      number: 2,
      header: { session: sessionId(2), document: uuid(9) },
      events: [event.pageview(start)],
      recorded,
      over,
    }),
  ];

  const failed = [
    ...(await recordBatch(records, { ...stores, streamEpoch, randomHex })),
    ...(await aggregateBatch(records, { ...stores, streamEpoch, randomHex, serverSecret, now: 0 })),
  ];

  const frames = [1, 2].flatMap((n) => {
    const session = sessionId(n);
    const { key } = stores.keys.items.get(itemId(recordingKey('p1', session))) as Required<KeyItem>;
    return [...stores.recordings.items.values()]
      .filter(({ pk }) => pk === `R#p1#${session}`)
      .flatMap((item) => {
        const { object, frames: entries } = item as BlockItem;
        return entries.map(({ first, last, document, seq }) =>
          openFrame(
            key,
            frameLabel({ project: 'p1', session, document, seq }),
            stores.blocks.objects.get(object)?.subarray(first, last + 1) ?? new Uint8Array(),
          ),
        );
      });
  });
  const parts = [...stores.recordings.items.values()]
    .filter(({ pk }) => pk.startsWith('P#'))
    .flatMap((item) => {
      const { key, parts: own } = item as SnapshotItem;
      return own.map(({ object, first, last, label }) =>
        openFrame(key, label, stores.blocks.objects.get(object)?.subarray(first, last + 1) ?? new Uint8Array()),
      );
    });
  const archive = [...stores.archive.objects.values()].map((bytes) => [...archiveTexts(bytes)].join('\n'));
  const kept = JSON.stringify([
    frames,
    parts,
    archive,
    [...stores.tally.items.values()].map(plainItem),
    [...stores.recordings.items.values()],
    [...stores.keys.items.values()],
  ]);

  expect(failed).toEqual([]);
  expect([...stores.failures.objects.keys()]).toEqual([]);
  expect(frames).toHaveLength(2);
  expect(parts.length).toBeGreaterThan(0);
  expect(kept).toContain('/users/*');
  expect(kept.split('Inbox of').length).toBeGreaterThan(2);
  expect(Object.keys(all).length).toBeGreaterThanOrEqual(45);
  expect(
    Object.entries(all)
      .filter(([, text]) => kept.includes(text))
      .map(([place]) => place),
  ).toEqual([]);
});
