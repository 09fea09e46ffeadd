/** What is erased is nowhere any more: every table and bucket is searched for words that only the erased said. */
import { createHash, randomUUID } from 'node:crypto';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { jobHeader, userSegment } from '#contracts/job.ts';
import { demoHeader } from '#contracts/resources.ts';
import { Api } from './api.ts';
import { awsSettings, everyItem, everyObject, type Held } from './aws.ts';
import { beaconText, header, pageview, send } from './beacon.ts';
import { finished } from './run-jobs.ts';
import { until } from './wait.ts';

const ready = inject('ready');
const aws = awsSettings(ready.endpoint, ready.region);
let api: Api;

beforeAll(async () => {
  api = await Api.signIn(ready);
});

/** Somebody with words of their own in everything that may be private. */
function somebody(over: { visitor?: string; user?: string } = {}) {
  const mark = randomUUID().replaceAll('-', '').slice(0, 12);
  const word = (place: string) => `canary-${place}-${mark}`;
  const user = over.user ?? word('user');
  const head = header({ visitor: over.visitor ?? randomUUID() });
  const at = Date.now();
  const events: object[] = [
    pageview({
      path: `/shop?q=${word('query')}`,
      title: word('title'),
      referrer: `https://else.example/?r=${word('referrer')}`,
      at,
    }),
    { kind: 'identify', at: at + 1, path: '/shop', id: user, traits: { note: word('trait') } },
    { kind: 'event', at: at + 2, path: '/shop', name: 'bought', properties: { what: word('property') } },
    {
      kind: 'click',
      at: at + 3,
      path: '/shop',
      view: at,
      selector: '#greeting',
      label: word('label'),
      x: 0.5,
      y: 0.5,
      pageX: 10,
      pageY: 10,
      pageWidth: 1_280,
      pageHeight: 2_000,
    },
    { kind: 'console', at: at + 4, path: '/shop', level: 'error', text: word('console') },
    { kind: 'error', at: at + 5, path: '/shop', message: word('error') },
    {
      type: 4,
      timestamp: at,
      data: { href: `https://shop.example/shop?q=${word('href')}`, width: 1_280, height: 800 },
    },
    {
      type: 2,
      timestamp: at + 6,
      data: {
        node: { type: 0, id: 1, childNodes: [{ type: 3, id: 2, textContent: word('text') }] },
        initialOffset: { left: 0, top: 0 },
      },
    },
  ];
  const places = ['query', 'title', 'referrer', 'trait', 'property', 'label', 'console', 'error', 'href', 'text'];
  const canaries = [...places.map(word), user, head.session, head.visitor, head.tab, head.document, head.secret];
  return { head, user, events, canaries, word };
}

type Somebody = ReturnType<typeof somebody>;

/** Somebody of whom nothing is recorded. */
function unrecorded(over: Parameters<typeof somebody>[0]): Somebody {
  const one = somebody(over);
  return { ...one, events: one.events.filter((event) => 'kind' in event) };
}

/** Sends an image that has a word in it, as a recorded page does; its hash. */
async function keepImage(key: string, word: string): Promise<string> {
  const bytes = Buffer.from(`\x89PNG\r\n\x1a\n${word}`, 'latin1');
  const hash = createHash('sha256').update(bytes).digest('hex');
  const answer = await fetch(`${ready.api}/i/file?k=${key}&h=${hash}`, { method: 'POST', body: bytes });
  expect(answer.status).toBe(201);
  return hash;
}

/** What a recorded page says of the images that it shows. */
const shows = (...hashes: string[]) => ({
  kind: 'files',
  at: Date.now(),
  path: '/shop',
  files: hashes.map((hash) => ['https://shop.example/me.png', hash]),
});

const visit = async (key: string, { head, events }: Somebody, options: Parameters<typeof send>[3] = {}) => {
  const answer = await send(ready.api, key, beaconText(head, events), options);
  expect([answer.status, await answer.text()]).toEqual([202, '{}']);
};

async function arrived(project: string, ...all: Somebody[]) {
  for (const { head } of all) {
    await until(
      'session and recording are there',
      () => api.send('recording', { params: { id: project, sid: head.session } }),
      ({ status }) => status === 200,
    );
    await until(
      'the session is counted',
      () => api.send('session', { params: { id: project, sid: head.session } }),
      ({ status }) => status === 200,
    );
  }
}

/** The words of a session's events, once they are there. */
async function eventsOf(project: string, { head }: Somebody): Promise<string> {
  const events = await until(
    'its events are there',
    () => api.send('sessionEvents', { params: { id: project, sid: head.session }, query: {} }),
    ({ status, json }) => status === 200 && json.items.length > 0,
  );
  return JSON.stringify(events.json);
}

/** Everything that is stored, beside the stream, which forgets by itself within a day. */
const everything = async (): Promise<Held[]> => [...(await everyItem(aws)), ...(await everyObject(aws))];

const traces = (held: readonly Held[], canaries: readonly string[]): string[] =>
  held.flatMap(({ where, text }) =>
    canaries.filter((word) => text.includes(word)).map((word) => `${word} in ${where}`),
  );

/** A record of somebody that failed, as a consumer puts it away. */
async function putFailure(project: string, { head, events }: Somebody) {
  const { secret: _, ...frameHead } = head;
  const envelope = Buffer.from(JSON.stringify({ kind: 'beacon', project, bucket: 0, broken: true, header: frameHead }));
  const body = Buffer.from(beaconText(head, events));
  const framed = Buffer.alloc(5);
  framed.writeUInt8(1, 0);
  framed.writeUInt32BE(envelope.byteLength, 1);
  const data = Buffer.concat([framed, envelope, body]).toString('base64');
  const bucket = (await everyBucket()).find((name) => /failures/i.test(name));
  const kept = { consumer: 'aggregate', partitionKey: `${project}#0`, sequenceNumber: '1', reason: 'test', data };
  const Key = `aggregate/1-${head.session.replaceAll('-', '').slice(0, 8)}`;
  await new S3Client({ ...aws, forcePathStyle: true }).send(
    new PutObjectCommand({ Bucket: bucket, Key, Body: JSON.stringify(kept) }),
  );
  return data;
}

async function everyBucket(): Promise<string[]> {
  const { Buckets = [] } = await new S3Client({ ...aws, forcePathStyle: true }).send(new ListBucketsCommand({}));
  return Buckets.map(({ Name = '' }) => Name);
}

const newProject = async (name: string) => (await api.call('createProject', { body: { name } })).json;

const day = 86_400_000;
const around = () => ({
  from: new Date(Date.now() - day).toISOString(),
  to: new Date(Date.now() + day).toISOString(),
});
const numbers = async (id: string) =>
  (await api.call('overview', { params: { id }, query: { ...around(), compare: 'none' } })).json.current;

/** Sends what an erased browser may still send, and waits until beacons sent after it have been counted. */
async function lateBeacons(key: string, project: string, erased: readonly Somebody[], withNewSession: boolean) {
  for (const one of erased) {
    await send(ready.api, key, beaconText({ ...one.head, seq: 1 }, one.events));
    if (withNewSession) {
      const again = header({ visitor: one.head.visitor, tab: one.head.tab });
      await send(ready.api, key, beaconText(again, one.events));
    }
  }
  const control = Array.from({ length: 8 }, () => somebody());
  for (const one of control) await visit(key, one);
  await arrived(project, ...control);
}

describe('erasing', { timeout: 300_000 }, () => {
  it('a visitor leaves nothing of them anywhere, nothing late brings them back, and numbers stay; who returns is somebody new', async () => {
    const { id, writeKey } = await newProject('Erase a visitor');
    const visitor = randomUUID();
    const gone = [somebody({ visitor }), somebody({ visitor })];
    const other = somebody();
    const [first = other] = gone;
    const [own, both] = [await keepImage(writeKey, first.word('own image')), await keepImage(writeKey, 'image of all')];
    first.events.push(shows(own, both));
    other.events.push(shows(both));
    for (const one of [...gone, other]) await visit(writeKey, one);
    await arrived(id, ...gone, other);
    const failure = await putFailure(id, first);
    const canaries = [...gone.flatMap((one) => one.canaries), failure, first.word('own image'), own];
    const before = await everything();
    const counted = await numbers(id);

    const { status, headers } = await api.call('deleteVisitor', { params: { id, vid: visitor } });
    const job = await finished(ready, api, headers.get(jobHeader) ?? '');
    const after = await everything();
    await lateBeacons(writeKey, id, gone, true);
    const returning = await send(ready.api, writeKey, beaconText(header({ visitor }), first.events));
    const refusal = await returning.json();
    const later = await everything();
    const anew = somebody();
    await visit(writeKey, anew);
    await arrived(id, anew);
    const open = await until(
      'the session that was open is refused',
      () => send(ready.api, writeKey, beaconText({ ...first.head, seq: 2 }, first.events.slice(0, 1))),
      (answer) => answer.status === 403,
      // Ingest looks at projects every half minute.
      40_000,
    );

    for (const word of [
      first.word('own image'),
      own,
      first.word('label'),
      first.word('trait'),
      first.word('property'),
      first.user,
      visitor,
      failure,
    ]) {
      expect(traces(before, [word]), word).not.toEqual([]);
    }
    expect(status).toBe(204);
    expect(returning.status).toBe(403);
    expect(refusal).toMatchObject({ error: { code: 'session_refused' } });
    expect(job).toMatchObject({ kind: 'erase-visitor', status: 'done', project: id });
    expect(traces(after, canaries)).toEqual([]);
    expect(traces(later, canaries)).toEqual([]);
    expect(counted).toMatchObject({ sessions: 3, pageviews: 3, visitors: 2 });
    expect(await numbers(id)).toMatchObject({ sessions: 3 + 8 + 1, pageviews: 3 + 8 + 1 });
    expect(await api.call('session', { params: { id, sid: other.head.session } })).toBeTruthy();
    expect(await api.call('recording', { params: { id, sid: other.head.session } })).toBeTruthy();
    expect(await open.json()).toMatchObject({ error: { code: 'session_refused' } });
    for (const word of [other.word('label'), 'image of all', both]) expect(traces(later, [word])).not.toEqual([]);
    expect(job.receipt?.removed).toEqual(
      expect.arrayContaining([
        { store: 'tally', what: 'sessions', count: 2 },
        { store: 'archive', what: 'beacons', count: 2 },
        { store: 'failures', what: 'failed records', count: 1 },
        { store: 'files', what: 'kept files', count: 1 },
      ]),
    );
  });

  it('a session leaves the visitor’s others', async () => {
    const { id, writeKey } = await newProject('Erase a session');
    const visitor = randomUUID();
    const gone = somebody({ visitor });
    const kept = somebody({ visitor });
    for (const one of [gone, kept]) await visit(writeKey, one);
    await arrived(id, gone, kept);
    const canaries = gone.canaries.filter((word) => word !== visitor);

    const { headers } = await api.call('deleteSession', { params: { id, sid: gone.head.session } });
    const job = await finished(ready, api, headers.get(jobHeader) ?? '');
    await lateBeacons(writeKey, id, [gone], false);
    const later = await everything();

    expect(job.status).toBe('done');
    expect(traces(later, canaries)).toEqual([]);
    expect((await api.send('session', { params: { id, sid: kept.head.session } })).status).toBe(200);
    expect((await api.send('recording', { params: { id, sid: gone.head.session } })).status).toBe(404);
  });

  it('a session of which nothing is recorded goes, with what opens its events; others of that visitor stay', async () => {
    const { id, writeKey } = await newProject('Erase what was not recorded');
    const visitor = randomUUID();
    const gone = unrecorded({ visitor });
    const kept = unrecorded({ visitor });
    for (const one of [gone, kept]) await visit(writeKey, one);
    const shown = [await eventsOf(id, gone), await eventsOf(id, kept)];
    const before = await everything();
    const canaries = gone.canaries.filter((word) => word !== visitor);

    const { headers } = await api.call('deleteSession', { params: { id, sid: gone.head.session } });
    const job = await finished(ready, api, headers.get(jobHeader) ?? '');
    await lateBeacons(writeKey, id, [gone], false);
    const later = await everything();

    expect(shown.map((text, at) => text.includes([gone, kept][at]?.word('console') ?? ''))).toEqual([true, true]);
    expect(traces(before, [gone.head.tab]).some((trace) => trace.includes('recordings'))).toBe(true);
    expect(job.status).toBe('done');
    expect(traces(later, canaries)).toEqual([]);
    expect(await eventsOf(id, kept)).toBe(shown[1]);
    expect((await api.send('sessionEvents', { params: { id, sid: gone.head.session }, query: {} })).status).toBe(404);
  });

  it('a user takes along every browser of theirs, and what these did before they signed in', async () => {
    const { id, writeKey } = await newProject('Erase a user');
    const user = `user/${randomUUID()}@example.com ü`;
    const signedIn = [somebody({ user }), somebody({ user })];
    const [one = somebody()] = signedIn;
    const earlier = { ...somebody({ visitor: one.head.visitor }) };
    earlier.events = earlier.events.filter((event) => !('kind' in event && event.kind === 'identify'));
    for (const each of [...signedIn, earlier]) await visit(writeKey, each);
    await arrived(id, ...signedIn, earlier);

    const { headers } = await api.call('deleteUser', { params: { id, uid: userSegment(user) } });
    const job = await finished(ready, api, headers.get(jobHeader) ?? '');
    await lateBeacons(writeKey, id, [...signedIn, earlier], true);
    const later = await everything();

    expect(job.status).toBe('done');
    expect(job.receipt?.removed).toContainEqual({ store: 'tally', what: 'sessions', count: 3 });
    expect(
      traces(
        later,
        [...signedIn, earlier].flatMap(({ canaries }) => canaries),
      ),
    ).toEqual([]);
  });

  it('a project takes everything along, and its job is still told to who asked for it', async () => {
    const { id, writeKey } = await newProject('Erase a project');
    const all = [somebody(), somebody()];
    for (const one of all) await visit(writeKey, one);
    await arrived(id, ...all);
    const failure = await putFailure(id, all[0] ?? somebody());
    const { headers } = await api.call('deleteProject', { params: { id } });
    const job = await finished(ready, api, headers.get(jobHeader) ?? '');
    const later = await everything();
    const answer = await send(ready.api, writeKey, beaconText(header(), [pageview()]));
    const naming = later.filter(({ text }) => text.includes(id)).map(({ text }) => JSON.parse(text).pk?.S ?? text);

    expect(job).toMatchObject({ kind: 'erase-project', status: 'done', subject: id });
    expect(traces(later, [...all.flatMap(({ canaries }) => canaries), failure, writeKey])).toEqual([]);
    expect(naming.filter((pk: string) => !pk.startsWith('J#'))).toEqual([]);
    expect(answer.status).toBe(404);
  });

  it('an export has everything, and erasing makes it unreadable', async () => {
    const { id, writeKey } = await newProject('Export a visitor');
    const one = somebody();
    const other = somebody();
    for (const each of [one, other]) await visit(writeKey, each);
    await arrived(id, one, other);

    const asked = await api.call('exportVisitor', { params: { id, vid: one.head.visitor } });
    const job = await finished(ready, api, asked.json.id);
    const parts = job.download?.parts ?? [];
    const token = (await api.call('login', { body: { email: ready.email, password: ready.password } })).json
      .accessToken;
    const get = (url: string) => fetch(`${ready.api}${url}`, { headers: { authorization: `Bearer ${token}` } });
    const texts = await Promise.all(parts.map(async ({ url }) => (await get(url)).text()));
    const lines = texts
      .join('')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string });
    const stored = traces(await everything(), [one.word('text')]);
    const { headers } = await api.call('deleteVisitor', { params: { id, vid: one.head.visitor } });
    await finished(ready, api, headers.get(jobHeader) ?? '');

    expect(job.status).toBe('done');
    expect(new Set(lines.map(({ type }) => type))).toEqual(
      new Set(['export', 'session', 'beacon', 'event', 'recording']),
    );
    for (const place of ['trait', 'property', 'label', 'console', 'error', 'text']) {
      expect(texts.join(''), place).toContain(one.word(place));
    }
    expect(texts.join('')).not.toContain(other.head.session);
    expect(stored).toEqual([]);
    expect((await get(parts[0]?.url ?? '')).status).toBe(404);
    expect((await api.call('job', { params: { job: job.id } })).json).toMatchObject({ status: 'void', download: null });
  });

  it('a shorter retention removes what is older, at once', async () => {
    const { id, writeKey } = await newProject('Retention');
    const old = somebody();
    const quiet = unrecorded({});
    const fresh = somebody();
    const receivedAt = Date.now() - 20 * day;
    const earlier = (value: unknown) => (typeof value === 'number' && value > receivedAt ? value - 20 * day : value);
    const sendLongAgo = ({ head, events }: Somebody) => {
      const old = events.map((event) =>
        Object.fromEntries(Object.entries(event).map(([name, value]) => [name, earlier(value)])),
      );
      return fetch(`${ready.api}/i?k=${writeKey}&t=${receivedAt}`, {
        method: 'POST',
        headers: { [demoHeader]: JSON.stringify({ receivedAt }) },
        body: beaconText(head, old),
      });
    };
    const answers = [await sendLongAgo(old), await sendLongAgo(quiet)];
    await visit(writeKey, fresh);
    await arrived(id, old, fresh);
    await eventsOf(id, quiet);

    const patched = await api.call('patchProject', {
      params: { id },
      body: { settings: { eventDays: 10, recording: { retentionDays: 7 } } },
    });
    const job = await finished(ready, api, patched.headers.get(jobHeader) ?? '');
    const later = await everything();
    const freshItems = later.filter(({ text }) => text.includes(fresh.head.session));

    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    expect(job).toMatchObject({ kind: 'retention', status: 'done' });
    expect(traces(later, [...old.canaries, ...quiet.canaries])).toEqual([]);
    expect((await api.send('session', { params: { id, sid: fresh.head.session } })).status).toBe(200);
    expect((await api.send('recording', { params: { id, sid: fresh.head.session } })).status).toBe(200);
    expect(freshItems.length).toBeGreaterThan(2);
  });
});
