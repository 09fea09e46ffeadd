/** Jobs over emulated tables, buckets and stream, with the real consumers behind it; the runner is ended at many places. */
import { createHash } from 'node:crypto';
import { brotliDecompressSync } from 'node:zlib';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { GetRecordsCommand, GetShardIteratorCommand, PutRecordCommand } from '@aws-sdk/client-kinesis';
import { CreateBucketCommand, GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { defaultSettings } from '#contracts/project-settings.ts';
import { recordingOp } from '#contracts/recording-format.ts';
import { createFileStore } from '../../files/file-store.ts';
import { type KeepFilesDeps, keepFile, missingFiles } from '../../files/keep-files.ts';
import { createKnownFileStore } from '../../files/known-file-store.ts';
import { createControlStream } from '../../shared/control-stream.ts';
import { exportLabel } from '../../shared/export-label.ts';
import { packRecord } from '../../shared/framing.ts';
import { subjectOf } from '../../shared/hidden-id.ts';
import { testProject } from '../../shared/http/test-call.ts';
import { type JobItem, jobKey, newJob } from '../../shared/job-items.ts';
import { keptFileKey, keptFileObject } from '../../shared/kept-file-items.ts';
import { projectKey } from '../../shared/project-items.ts';
import { recordingKey } from '../../shared/recording-items.ts';
import { openBytes } from '../../shared/seal.ts';
import { sessionKey } from '../../shared/tally-items.ts';
import { plainItem } from '../../shared/test-plain-item.ts';
import { soak } from '../../shared/test-soak.ts';
import { archiveTexts, readArchive } from '../aggregate/archive.ts';
import { type EmulatedStores, startEmulatedStores, streamName } from '../simulator/emulated-stores.ts';
import { envelopeFor, event, frameHeader, sessionId, uuid } from '../simulator/make-beacon.ts';
import { serverSecret } from '../simulator/world.ts';
import { createBucketStore } from './bucket-store.ts';
import type { JobStores } from './job-run.ts';
import { runJobs } from './run-jobs.ts';
import { createTableStore } from './table-store.ts';
import { EndedError, endedAt } from './test-job-world.ts';

type Handler = (event: KinesisStreamEvent) => Promise<KinesisStreamBatchResponse>;

const project = 'prj_jobs';
let emulated: EmulatedStores;
let consumers: Handler[];
let stores: JobStores;
let pageFiles: KeepFilesDeps;
let iterator: string | undefined;
/** Added to the clock: what a lock and a job wait for need not be waited for here. */
let later = 0;

beforeAll(async () => {
  emulated = await startEmulatedStores();
  const { endpoint, region, secretArn, dynamo, s3, kinesis } = emulated;
  const names = ['gate', 'projects', 'jobs', 'daily'];
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  for (const TableName of names) {
    await dynamo.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [text('pk'), text('sk')],
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
      }),
    );
  }
  await s3.send(new CreateBucketCommand({ Bucket: 'files' }));
  for (const [name, value] of Object.entries({
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    POWERTOOLS_LOG_LEVEL: 'SILENT',
    TALLY_TABLE: 'tally',
    RECORDINGS_TABLE: 'recordings',
    KEYS_TABLE: 'keys',
    GATE_TABLE: 'gate',
    ARCHIVE_BUCKET: 'archive',
    BLOCKS_BUCKET: 'blocks',
    FAILURES_BUCKET: 'failures',
    FILES_BUCKET: 'files',
    STREAM_NAME: streamName,
    SERVER_SECRET_ARN: secretArn,
    STAGE: 'local',
    THROW_ON_PARTIAL_FAILURE: '1',
  })) {
    vi.stubEnv(name, value);
  }
  consumers = [(await import('../aggregate/handler.ts')).handler, (await import('../record/handler.ts')).handler];
  let digits = 0;
  stores = {
    tally: createTableStore('tally'),
    recordings: createTableStore('recordings'),
    keys: createTableStore('keys'),
    gate: createTableStore('gate'),
    projects: createTableStore('projects'),
    jobs: createTableStore('jobs'),
    archive: createBucketStore('archive', s3),
    failures: createBucketStore('failures', s3),
    blocks: createBucketStore('blocks', s3),
    files: createBucketStore('files', s3),
    controls: createControlStream(streamName, kinesis),
    buckets: 1,
    serverSecret: async () => serverSecret,
    random: (length) => {
      digits += 1;
      return digits.toString(16).padStart(length, '0');
    },
    now: () => Date.now() + later,
  };
  pageFiles = {
    projects: { byWriteKey: async () => testProject({ id: project, origins: [] }) },
    guesses: { check: () => {}, take: async () => {} },
    dailySecret: async () => '',
    limitsAddresses: false,
    log: () => {},
    known: createKnownFileStore('gate', DynamoDBDocumentClient.from(dynamo)),
    files: createFileStore('files', s3),
  };
  const item = { ...projectKey(project), id: project, name: 'Jobs', settings: defaultSettings, bucketCount: 2 };
  await stores.projects.put(item);
  const { ShardIterator } = await kinesis.send(
    new GetShardIteratorCommand({
      StreamName: streamName,
      ShardId: 'shardId-000000000000',
      ShardIteratorType: 'TRIM_HORIZON',
    }),
  );
  iterator = ShardIterator;
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await emulated?.stop();
});

/** Hands everything that is new on the stream to both consumers. */
async function consume(): Promise<void> {
  for (;;) {
    const { Records = [], NextShardIterator } = await emulated.kinesis.send(
      new GetRecordsCommand({ ShardIterator: iterator }),
    );
    iterator = NextShardIterator;
    if (Records.length === 0) return;
    const batch = {
      Records: Records.map(({ SequenceNumber = '', PartitionKey = '', Data = new Uint8Array() }) => ({
        kinesis: {
          sequenceNumber: SequenceNumber,
          partitionKey: PartitionKey,
          data: Buffer.from(Data).toString('base64'),
        },
      })),
    } as KinesisStreamEvent;
    for (const consumer of consumers) expect(await consumer(batch)).toEqual({ batchItemFailures: [] });
  }
}

interface Visit {
  n: number;
  visitor: number;
  seq?: number;
  user?: string;
  bucket?: number;
  /** Lines of a recording. */
  recorded?: unknown[][];
  /** Hashes of kept files that its page shows. */
  files?: string[];
}

const canary = (n: number) => `canary-of-${n}-`;

async function send({ n, visitor, seq = 0, user, bucket = 0, recorded = [], files = [] }: Visit): Promise<void> {
  const header = frameHeader({
    format: 'afterglow-1',
    session: sessionId(n),
    visitor: uuid(visitor),
    document: uuid(1_000 + n),
    seq,
  });
  const at = Date.now();
  const events: AnalyticsEvent[] = [
    { ...event.pageview(at), title: `${canary(n)}title` } as AnalyticsEvent,
    { ...event.click(at + 1), label: `${canary(n)}label` } as AnalyticsEvent,
    ...(user ? [{ kind: 'identify' as const, at: at + 2, path: '/', id: user }] : []),
    ...files.map((hash): AnalyticsEvent => {
      return { kind: 'files', at: at + 3, path: '/', files: [['https://shop.example/me.png', hash]] };
    }),
  ];
  const subjects = [
    subjectOf(serverSecret, project, 'visitor', header.visitor),
    ...(user ? [subjectOf(serverSecret, project, 'user', user)] : []),
  ];
  const envelope = envelopeFor(header, events, { project, bucket, receivedAt: at, subjects });
  const body = Buffer.from(
    [{ ...header, secret: 's'.repeat(22) }, ...events, ...recorded].map((line) => JSON.stringify(line)).join('\n'),
  );
  await emulated.kinesis.send(
    new PutRecordCommand({
      StreamName: streamName,
      PartitionKey: `${project}#${bucket}`,
      Data: packRecord(envelope, body),
    }),
  );
}

type Subject = NonNullable<JobItem['subject']>;

const ask = (subject: Subject) => askFor(`erase-${subject.kind}`, subject);

async function askFor(kind: JobItem['kind'], subject: Subject): Promise<string> {
  const job = newJob({ kind, project, user: 'u', subject, now: stores.now(), random: stores.random(16) });
  await stores.jobs.put({ ...job });
  await stores.jobs.put({ pk: 'DUE', sk: job.id, user: 'u' });
  return job.id;
}

const jobOf = async (id: string) => (await stores.jobs.get(jobKey('u', id))) as unknown as JobItem;

/** One call of the runner and what the stream brings after it. */
async function call(over: JobStores = stores): Promise<void> {
  await runJobs(over, {
    until: stores.now() + 600_000,
    stayUntil: stores.now(),
    log: () => {},
    sleep: () => Promise.resolve(),
  });
}

async function untilDone(id: string): Promise<JobItem> {
  for (let calls = 0; calls < 30; calls += 1) {
    later += 31_000;
    await call();
    await consume();
    const job = await jobOf(id);
    if (job.status !== 'queued' && job.status !== 'running') return job;
  }
  throw new Error(`not done after 30 calls: ${JSON.stringify(await jobOf(id))}`);
}

/** Everything that is stored as text. */
async function everything(): Promise<string> {
  const texts: string[] = [];
  for (const table of ['tally', 'recordings', 'keys', 'gate', 'jobs'] as const) {
    for (let cursor: string | undefined; ; ) {
      const { items, next } = await stores[table].scan(cursor);
      texts.push(...items.map((item) => JSON.stringify(plainItem(item))));
      cursor = next;
      if (!next) break;
    }
  }
  for (const bucket of ['archive', 'failures', 'blocks', 'files'] as const) {
    for (const name of await stores[bucket].list('', '')) {
      const bytes = Buffer.from((await stores[bucket].read(name))?.bytes ?? []);
      texts.push(bucket === 'archive' ? [...archiveTexts(bytes)].join('\n') : bytes.toString('latin1'));
    }
  }
  return texts.join('\n');
}

/** Sends a file as a page does. */
async function upload(bytes: Uint8Array): Promise<string> {
  const hash = createHash('sha256').update(bytes).digest('hex');
  const query = new URLSearchParams({ k: 'ag_key', h: hash });
  await keepFile({ query, headers: {}, body: bytes, now: stores.now() }, pageFiles);
  return hash;
}

const isMissing = async (hash: string): Promise<boolean> => {
  const query = new URLSearchParams({ k: 'ag_key', f: hash });
  const { missing } = await missingFiles({ query, headers: {}, body: Buffer.alloc(0), now: stores.now() }, pageFiles);
  return missing.length > 0;
};

const image = (word: string) => Buffer.from(`\x89PNG\r\n\x1a\n${word}`, 'latin1');
/** The tag by which a lifecycle rule ends what nobody names; undefined where there is no such file. */
async function tagOf(hash: string): Promise<string | undefined> {
  if (!(await stores.files.read(keptFileObject(project, hash)))) return undefined;
  const { TagSet = [] } = await emulated.s3.send(
    new GetObjectTaggingCommand({ Bucket: 'files', Key: keptFileObject(project, hash) }),
  );
  return TagSet.map(({ Key, Value }) => `${Key}=${Value}`).join();
}

const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const naming = (text: string, word: string): string[] => text.split('\n').filter((line) => line.includes(word));

/** What is in the archive of our project: lines of whole beacons, and marks where there was one. */
async function archived(): Promise<{ lines: number; marks: number }> {
  const found = { lines: 0, marks: 0 };
  for (const name of await stores.archive.list('', '')) {
    const bytes = (await stores.archive.read(name))?.bytes ?? new Uint8Array();
    for (const line of readArchive(bytes)) found['erased' in line ? 'marks' : 'lines'] += 1;
  }
  return found;
}

describe('a job that is ended in the middle', () => {
  it('goes on at the next call, wherever it was ended', { timeout: 280_000 }, async () => {
    const kept = { n: 1, visitor: 1 };
    await send(kept);
    let erased = 0;
    let length = 0;
    let ends = 0;
    // Ever later, until no runner is ended any more; in the soak at every single call.
    for (let nth = 3, ended = true; ended; nth += soak(7, 1)) {
      const visitor = 100 + nth;
      const visits = [
        { n: 2 * visitor, visitor, bucket: 0 },
        { n: 2 * visitor + 1, visitor, bucket: 1 },
      ];
      const shown = await upload(image(`${canary(2 * visitor)}image`));
      for (const visit of visits) await send({ ...visit, files: [shown] });
      await consume();
      const id = await ask({ kind: 'visitor', visitor: uuid(visitor) });
      ended = false;
      for (let calls = 0; calls < 6; calls += 1) {
        later += 31_000;
        const { mortal, calls: made } = endedAt(nth, stores);
        await call(mortal).catch((error: unknown) => {
          if (!(error instanceof EndedError)) throw error;
        });
        if (made() >= nth) [ended, ends] = [true, ends + 1];
        length = Math.max(length, made());
        await consume();
      }
      const job = await untilDone(id);
      erased += visits.length;
      const text = await everything();

      expect(job).toMatchObject({ status: 'done', message: 'Done' });
      expect(job.receipt?.removed, `ended at ${nth}`).toEqual(
        expect.arrayContaining([
          { store: 'tally', what: 'sessions', count: 2 },
          { store: 'archive', what: 'beacons', count: 2 },
          { store: 'files', what: 'kept files', count: 1 },
        ]),
      );
      for (const { n } of visits) {
        expect(naming(text, canary(n)), `ended at ${nth}`).toEqual([]);
        expect(naming(text, sessionId(n)), `ended at ${nth}`).toEqual([]);
        expect(await stores.tally.get(sessionKey(project, sessionId(n)))).toMatchObject({ erased: true });
        expect(await stores.keys.get(recordingKey(project, sessionId(n)))).toMatchObject({ erased: true });
      }
      expect(naming(text, uuid(visitor)), `ended at ${nth}`).toEqual([]);
      expect(await archived()).toEqual({ lines: 1, marks: erased });
    }

    expect(length).toBeGreaterThan(40);
    expect(ends).toBeGreaterThan(10);
    expect(await everything()).toContain(`${canary(1)}title`);
    expect(await stores.jobs.all('DUE')).toEqual([]);
  });
});

describe('jobs', () => {
  it('are carried out by one runner at a time; who comes meanwhile leaves at once', async () => {
    const held = { pk: 'LOCK', sk: 'RUNNER', token: 'another', until: stores.now() + 10_000 };
    await stores.jobs.put(held);
    const id = await ask({ kind: 'visitor', visitor: uuid(7) });
    await call();
    const during = await jobOf(id);
    later += 31_000;
    await call();
    const after = await jobOf(id);

    expect(during.status).toBe('queued');
    expect(after.status).toBe('running');
    expect((await untilDone(id)).receipt?.removed).toEqual([]);
  });

  it('are told that something failed, and tried again later, each time after a longer while', async () => {
    const id = await ask({ kind: 'visitor', visitor: uuid(8) });
    const broken: JobStores = {
      ...stores,
      tally: { ...stores.tally, scan: () => Promise.reject(new Error('throttled')), get: stores.tally.get },
    };
    await consume();
    const waits: number[] = [];
    for (let calls = 0; calls < 8 && waits.length < 3; calls += 1) {
      later += 300_000;
      const before = stores.now();
      const failed = await call(broken).then(
        () => false,
        (error: unknown) => String(error).includes('throttled'),
      );
      await consume();
      if (failed) waits.push((await jobOf(id)).notBefore - before);
    }

    expect(waits.map((ms) => Math.round(ms / 5_000))).toEqual([1, 2, 4]);
    expect((await jobOf(id)).message).toContain('goes on at');
    expect((await untilDone(id)).status).toBe('done');
  });

  it('tell how long the oldest has not been done, also while another runner is at work', async () => {
    for (const name of ['projects', 'jobs', 'daily']) vi.stubEnv(`${name.toUpperCase()}_TABLE`, name);
    vi.stubEnv('BUCKETS', '1');
    const lines: Record<string, unknown>[] = [];
    const log = vi.spyOn(console, 'log').mockImplementation((line: string) => lines.push(JSON.parse(line)));
    const job = newJob({
      kind: 'erase-visitor',
      project,
      user: 'u',
      subject: { kind: 'visitor', visitor: uuid(9) },
      now: Date.now() - 90 * 60_000,
      random: stores.random(16),
      notBefore: Date.now() + 600_000,
    });
    const due = { pk: 'DUE', sk: job.id, user: 'u' };
    await stores.jobs.put({ ...job });
    await stores.jobs.put(due);
    await stores.jobs.put({ pk: 'LOCK', sk: 'RUNNER', token: 'another', until: Date.now() + 600_000 });
    const { handler } = await import('./handler.ts');
    await handler({}, { getRemainingTimeInMillis: () => 120_000 });
    log.mockRestore();
    await stores.jobs.remove({ pk: 'LOCK', sk: 'RUNNER' });
    await stores.jobs.remove(due);

    expect(lines).toContainEqual(expect.objectContaining({ stage: 'local', OldestJobMinutes: 90 }));
  });

  it('let nothing be removed of a project that was not deleted', async () => {
    const id = await ask({ kind: 'project', buckets: 2, writeKeys: [] });

    expect(await untilDone(id)).toMatchObject({
      status: 'failed',
      message: expect.stringContaining('not deleted'),
    });
    expect(await everything()).toContain(`${canary(1)}title`);
  });

  it('take out of the archive by themselves, day by day, what is older than a project keeps events', async () => {
    const days = (count: number) => count * 86_400_000;
    const lines = async () => (await archived()).lines;
    const before = await lines();
    const item = { ...projectKey(project), id: project, name: 'Jobs', bucketCount: 2 };
    await stores.projects.put({ ...item, settings: { ...defaultSettings, eventDays: 5 } });
    await call();
    const kept = await lines();
    later += days(4);
    await call();
    const still = await lines();
    later += days(3);
    for (let calls = 0; calls < 3; calls += 1) await call();
    const gone = await archived();
    await stores.projects.put({ ...item, settings: defaultSettings });

    expect([before, kept, still]).toEqual([1, 1, 1]);
    expect(gone).toEqual({ lines: 0, marks: 0 });
    expect(await stores.jobs.get({ pk: 'RETAINED', sk: project })).toMatchObject({ eventDays: 5 });
  });

  it('give a project within a day the buckets that the stream is for now, and take none away', async () => {
    const bucketsOf = async (id: string) => (await stores.projects.get(projectKey(id)))?.bucketCount;
    const put = (id: string, more: object) =>
      stores.projects.put({ ...projectKey(id), id, name: 'Jobs', settings: defaultSettings, ...more });
    const { buckets } = stores;
    await put(project, { bucketCount: 2 });
    await put('p_wide', { bucketCount: 9 });
    await put('p_gone', { bucketCount: 1, deletedAt: '2026-11-01T00:00:00.000Z' });
    stores.buckets = 4;
    later += 86_400_000;
    await call();
    const found = await Promise.all([project, 'p_wide', 'p_gone'].map(bucketsOf));
    stores.buckets = buckets;
    await put(project, { bucketCount: 2 });

    expect(found).toEqual([4, 9, 1]);
  });
});

describe('an export', () => {
  const css = '.p-0 { background: url("https://shop.example/tile.png"); }';
  const hash = createHash('sha256').update(css).digest('hex');
  const place = keptFileObject(project, hash);
  /** Two frames of a page whose linked sheet is named by its content. */
  async function visitPage(n: number, visitor: number): Promise<void> {
    const at = Date.now();
    const { snapshot, nodes, keptCss, end, resize } = recordingOp;
    const page = [['html'], ['head'], ['link', 'rel', 'stylesheet'], 2, ['body'], ['p', 'class', 'p-0'], 'Shoes'];
    const recorded = [
      [snapshot, at, 0, 'https://shop.example/', 800, 600],
      [nodes, at, ...page],
      [keptCss, at, 4, hash],
    ];
    await send({ n, visitor, recorded: [...recorded, [end, at, 0, 0]] });
    await send({ n, visitor, seq: 1, recorded: [[resize, at + 5, 400, 300]] });
    await consume();
  }

  interface Recorded {
    type: string;
    seq: number;
    damage?: string;
    event?: { type: number; data: unknown };
  }
  /** What an export of a visitor says of recordings. */
  async function recordingsOf(visitor: number): Promise<Recorded[]> {
    const { status, download, id } = await untilDone(
      await askFor('export-visitor', { kind: 'visitor', visitor: uuid(visitor) }),
    );
    expect(status).toBe('done');
    const texts = await Promise.all(
      (download?.parts ?? []).map(async ({ object }, part) => {
        const sealed = (await stores.blocks.read(object))?.bytes ?? new Uint8Array();
        const packed = openBytes(download?.key ?? new Uint8Array(), exportLabel(project, id, part), sealed);
        return brotliDecompressSync(packed).toString('utf8');
      }),
    );
    const lines = texts
      .join('')
      .trimEnd()
      .split('\n')
      .map((line): Recorded => JSON.parse(line));
    return lines.filter(({ type }) => type === 'recording');
  }
  const kinds = (lines: Recorded[]) => lines.map(({ event }) => event?.type);

  it('has the text of a stylesheet that is kept by its content in the page that was recorded', async () => {
    await stores.files.write(place, Buffer.from(css));
    await visitPage(9_001, 9_001);
    const lines = await recordingsOf(9_001);

    expect(kinds(lines)).toEqual([4, 2, 3]);
    expect(lines[1]?.event?.data).toMatchObject({
      node: {
        childNodes: [{ childNodes: [{ childNodes: [{ tagName: 'link', attributes: { _cssText: css } }] }, {}] }],
      },
    });
  });

  it('says which stylesheet is kept no more, and has all the rest', async () => {
    await stores.files.remove(place);
    await visitPage(9_002, 9_002);
    const lines = await recordingsOf(9_002);

    expect(lines.flatMap(({ damage, seq }) => (damage ? [[seq, damage]] : []))).toEqual([
      [0, `The stylesheet ${hash} is kept no more: the page is without it.`],
    ]);
    expect(kinds(lines.filter(({ damage }) => !damage))).toEqual([4, 2, 3]);
    expect(JSON.stringify(lines)).toContain('Shoes');
  });
});

describe('what was gathered of many sessions', () => {
  const gathered = async (n: number): Promise<number> =>
    naming(await everything(), `"G#${project}#`)
      .join('')
      .split(sessionId(n)).length - 1;

  it('loses those of an erased visitor, and keeps the others', async () => {
    for (const n of [7_001, 7_002]) await send({ n, visitor: 7_001 });
    await send({ n: 7_003, visitor: 7_003 });
    await consume();
    const before = await Promise.all([7_001, 7_002, 7_003].map(gathered));
    // The tally has forgotten it: only who it is of is told beside the frames.
    await stores.tally.remove(sessionKey(project, sessionId(7_002)));
    await untilDone(await ask({ kind: 'visitor', visitor: uuid(7_001) }));

    expect(before).toEqual([1, 1, 1]);
    expect(await Promise.all([7_001, 7_002, 7_003].map(gathered))).toEqual([0, 0, 1]);
  });

  it('loses an erased session, and keeps the visitor’s others', async () => {
    for (const n of [7_004, 7_005]) await send({ n, visitor: 7_004 });
    await consume();
    const subject = { session: sessionId(7_004), bucket: 0, visitor: uuid(7_004), user: '' };
    await untilDone(await ask({ kind: 'session', ...subject, from: dayFromNow(-1), to: dayFromNow(1) }));

    expect(await Promise.all([7_004, 7_005].map(gathered))).toEqual([0, 1]);
  });
});

describe('a kept image', () => {
  const visit = async (visitor: number, files: string[], n = visitor) => {
    await send({ n, visitor, files });
    await consume();
  };
  const fileItem = (hash: string) => stores.gate.get(keptFileKey(project, hash));

  it('goes with the visitor who alone named it; one that two named stays, and is nobody’s', async () => {
    const [own, both] = [await upload(image('canary-own-image')), await upload(image('canary-both-image'))];
    const unnamed = [await tagOf(own), await tagOf(both)];
    await visit(8_001, [own, both]);
    await visit(8_002, [both]);
    const named = [await tagOf(own), await tagOf(both)];
    const items = [await fileItem(own), await fileItem(both)];

    const job = await untilDone(await ask({ kind: 'visitor', visitor: uuid(8_001) }));
    const text = await everything();

    expect(unnamed).toEqual(['named=no', 'named=no']);
    expect(named).toEqual(['named=yes', 'named=yes']);
    expect(items).toMatchObject([{ visitor: expect.stringContaining('visitor.') }, { shared: true }]);
    expect(items[1]).not.toHaveProperty('visitor');
    expect(job.receipt?.removed).toContainEqual({ store: 'files', what: 'kept files', count: 1 });
    expect(await stores.projects.get(projectKey(project))).toMatchObject({ lastErasure: job.id });
    for (const word of ['canary-own-image', own, uuid(8_001), canary(8_001)]) expect(naming(text, word)).toEqual([]);
    expect(text).toContain('canary-both-image');
    expect([await isMissing(own), await isMissing(both)]).toEqual([true, false]);
  });

  it('that comes late from who was erased soon expires, unless somebody else names it', async () => {
    await untilDone(await ask({ kind: 'visitor', visitor: uuid(8_003) }));
    const hash = await upload(image('canary-late-image'));
    await visit(8_003, [hash]);
    const late = [await tagOf(hash), (await fileItem(hash))?.visitor];
    await visit(8_004, [hash]);

    expect(late).toEqual(['named=no', undefined]);
    expect([await tagOf(hash), await isMissing(hash)]).toEqual(['named=yes', false]);
  });

  it('goes with a single session of the visitor too, and is kept again when it is sent anew', async () => {
    const hash = await upload(image('canary-session-image'));
    await visit(8_005, [hash]);
    const days = { from: dayFromNow(-1), to: dayFromNow(1) };
    const subject = { session: sessionId(8_005), bucket: 0, visitor: uuid(8_005), user: '', ...days };
    await untilDone(await ask({ kind: 'session', ...subject }));
    const erased = [await tagOf(hash), naming(await everything(), hash)];
    await upload(image('canary-session-image'));
    await visit(8_005, [hash], 8_006);

    expect(erased).toEqual([undefined, []]);
    expect(await tagOf(hash)).toBe('named=yes');
  });

  it('that another session of the visitor shows as well stays with an erased session, and goes with the visitor', async () => {
    const [own, both] = [await upload(image('canary-one-session')), await upload(image('canary-two-sessions'))];
    const recorded = [[recordingOp.snapshot, Date.now(), 0, 'https://shop.example/', 800, 600]];
    await send({ n: 8_010, visitor: 8_010, files: [own, both], recorded });
    await send({ n: 8_011, visitor: 8_010, files: [both], recorded });
    await consume();
    const days = { from: dayFromNow(-1), to: dayFromNow(1) };
    const subject = { session: sessionId(8_010), bucket: 0, visitor: uuid(8_010), user: '', ...days };
    const job = await untilDone(await ask({ kind: 'session', ...subject }));
    const left = [await tagOf(own), await tagOf(both), await isMissing(own), await isMissing(both)];
    const text = await everything();
    await untilDone(await ask({ kind: 'visitor', visitor: uuid(8_010) }));

    expect(left).toEqual([undefined, 'named=yes', true, false]);
    expect(job.receipt?.removed).toContainEqual({ store: 'files', what: 'kept files', count: 1 });
    for (const word of ['canary-one-session', own, sessionId(8_010)]) expect(naming(text, word)).toEqual([]);
    expect([await tagOf(both), naming(await everything(), both)]).toEqual([undefined, []]);
  });

  it('that several sessions of a visitor show goes with the last of them that has a recording', async () => {
    const hash = await upload(image('canary-of-several'));
    const days = { from: dayFromNow(-1), to: dayFromNow(1) };
    const recorded = [[recordingOp.snapshot, Date.now(), 0, 'https://shop.example/', 800, 600]];
    for (const n of [8_020, 8_021]) {
      await send({ n, visitor: 8_020, files: [hash], recorded });
      await consume();
    }
    const erase = async (n: number) => {
      const subject = { session: sessionId(n), bucket: 0, visitor: uuid(8_020), user: '', ...days };
      return (await untilDone(await ask({ kind: 'session', ...subject }))).receipt?.removed ?? [];
    };
    const first = await erase(8_020);
    const between = await tagOf(hash);
    const last = await erase(8_021);
    const files = { store: 'files', what: 'kept files', count: 1 };

    expect(first).not.toContainEqual(files);
    expect([between, last]).toEqual(['named=yes', expect.arrayContaining([files])]);
    expect([await tagOf(hash), naming(await everything(), hash)]).toEqual([undefined, []]);
  });

  it('that another session begins to show while one is erased stays', async () => {
    const hash = await upload(image('canary-shown-meanwhile'));
    await visit(8_012, [hash], 8_012);
    const days = { from: dayFromNow(-1), to: dayFromNow(1) };
    const subject = { session: sessionId(8_012), bucket: 0, visitor: uuid(8_012), user: '', ...days };
    const id = await ask({ kind: 'session', ...subject });
    let shown = false;
    const page: typeof stores.gate.page = async (...given) => {
      const found = await stores.gate.page(...given);
      if (!shown && found.items.some(({ sk }) => sk === hash)) {
        shown = true;
        await visit(8_012, [hash], 8_013);
      }
      return found as never;
    };
    for (let calls = 0; calls < 12 && !shown; calls += 1) {
      later += 31_000;
      await call({ ...stores, gate: { ...stores.gate, page } });
      await consume();
    }
    const job = await untilDone(id);

    expect([shown, job.status]).toEqual([true, 'done']);
    expect([await tagOf(hash), await isMissing(hash)]).toEqual(['named=yes', false]);
  });

  it('is renewed as what it is: a part of the site is not left to expire', async () => {
    const hash = await upload(image('canary-renewed-image'));
    await visit(8_007, [hash]);
    await visit(8_008, [hash]);
    later += 29 * 86_400_000;
    const missing = await isMissing(hash);
    await upload(image('canary-renewed-image'));

    expect(missing).toBe(true);
    expect([await tagOf(hash), await isMissing(hash)]).toEqual(['named=yes', false]);
  });

  it('that no recording names is sent again after an hour, while the bucket still has it', async () => {
    const hash = await upload(image('canary-unnamed-image'));
    const known = await isMissing(hash);
    later += 3_600_000;

    expect([known, await isMissing(hash)]).toEqual([false, true]);
  });
});
