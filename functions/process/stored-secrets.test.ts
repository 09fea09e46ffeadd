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
const email = () => `canary.${count()}@example.com`;
/** As addresses write it. */
const escaped = () => `canary.${count()}%40example.com`;
const digits = () => String(98_712_300 + count());
function canary(place: string, make: () => string): string {
  const text = make();
  all[place] = text;
  return text;
}

const settings = { timeZone: 'UTC', fold: ['/users/*'], keepParams: ['q'], recordingDays: 30, eventDays: 395 } as const;

const events: AnalyticsEvent[] = [
  event.pageview(start, `/reset/${canary('token in a path', drawn)}?q=${canary('token in a kept parameter', drawn)}`, {
    title: `Inbox of ${canary('e-mail address in a title', email)}`,
    referrer: `https://${canary('credentials of a referrer', plain)}:pw@a.example/${canary('token in a referrer', drawn)}`,
    utm: {
      source: canary('e-mail address in utm', email),
      term: `?token=${canary('token in utm', plain)}`,
      content: canary('drawn text in utm', drawn),
    },
    clickId: canary('e-mail address in a click id', email),
  }),
  event.pageview(start + 1, `/users/7?password=${canary('parameter that folding drops', plain)}`),
  event.pageview(start, `/unsubscribe/${canary('escaped e-mail address in a path', escaped)}/list`, {
    referrer: `//a.example/${canary('escaped e-mail address in a referrer', escaped)}`,
  }),
  { ...event.click(start + 2), label: `Reply to ${canary('e-mail address in a label', email)}` },
  {
    ...event.error(start + 3),
    message: `no ${canary('e-mail address in an error', email)}, Bearer ${canary('bearer token in an error', plain)}`,
    source: `https://a.example/app.js?key=${canary('key in a source', drawn)}`,
    stack: `Error: ${canary('token in a stack', drawn)}\n at f (https://a.example/?sid=${canary('session id in a stack', plain)})`,
  },
  { ...event.errorClick(start + 4), message: canary('token in an error click', drawn) },
  {
    ...event.custom(start + 5, `paid by ${canary('e-mail address in the name of an event', email)}`),
    properties: {
      password: canary('property named password', plain),
      api_key: canary('property named api_key', plain),
      cvv: Number(canary('number named cvv', digits)),
      nested: `{"pwd":${canary('number in JSON in a property', digits)}}`,
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
  { autocomplete: 'cc-number', value: canary(`${of}: card`, digits) },
  { src: `//me:${canary(`${of}: credentials without a scheme`, plain)}@a.example/` },
  { imagesrcset: `/x?user[password]=${canary(`${of}: set of images`, plain)} 2x` },
  { style: `background:url(/x?token=${canary(`${of}: style`, plain)})` },
  { href: `/unsubscribe/${canary(`${of}: escaped e-mail address`, escaped)}/list` },
];
const rule = (of: string) => `a{background:url(/x?token=${canary(`${of}: rule`, plain)})}`;
const node = (attributes: Record<string, string>, index: number) => ({
  id: 10 + index,
  type: 2,
  tagName: 'input',
  attributes,
  childNodes: [],
});
const change = (data: object): RrwebEvent => ({ type: 3, timestamp: start + 3, data });
const rrweb: RrwebEvent[] = [
  {
    type: 4,
    timestamp: start,
    data: {
      href: `https://a.example/${canary('rrweb: e-mail address in href', escaped)}?token=${canary('rrweb: href', plain)}`,
      width: 1280,
      height: 800,
    },
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
  // Node 10 is the password field of the snapshot.
  change({ source: 5, id: 10, text: canary('rrweb: typed password', plain), isChecked: false }),
  change({
    source: 0,
    texts: [{ id: 9, value: rule('rrweb, text of a style') }],
    removes: [],
    adds: [],
    attributes: [{ id: 10, attributes: { value: canary('rrweb: password without its type', plain) } }],
  }),
  change({ source: 8, id: 9, adds: [{ rule: rule('rrweb, inserted'), index: 0 }] }),
];

const pairs = (attributes: Record<string, string>) => Object.entries(attributes).flat();
const recorded: RecordingLine[] = [
  [
    recordingOp.snapshot,
    start,
    0,
    `https://a.example/${canary('own: e-mail address in href', escaped)}?token=${canary('own: href', plain)}`,
    1_280,
    800,
  ],
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
  // Node 2 is the password field of the snapshot.
  [recordingOp.input, start + 2, 2, canary('own: typed password', plain), 0],
  [
    recordingOp.mutation,
    start + 2,
    [],
    [9, rule('own, text of a style')],
    [[2, 'value', canary('own: password without its type', plain)]],
  ],
  [recordingOp.css, start + 2, 9, 3, rule('own, linked')],
  [recordingOp.rules, start + 2, 9, [0, rule('own, inserted')], []],
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
  expect(Object.keys(all).length).toBeGreaterThanOrEqual(101);
  expect(
    Object.entries(all)
      .filter(([, text]) => kept.includes(text))
      .map(([place]) => place),
  ).toEqual([]);
});
