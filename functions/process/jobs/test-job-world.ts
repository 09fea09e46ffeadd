/** Jobs over stores in memory, with both consumers behind the stream; the runner is ended at any call, or out of time. */
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { RecordingLine } from '#contracts/recording-format.ts';
import { epochPosition } from '../../shared/epoch-position.ts';
import { packRecord } from '../../shared/framing.ts';
import { subjectOf } from '../../shared/hidden-id.ts';
import { testProject } from '../../shared/http/test-call.ts';
import { dueKey, type JobItem, type JobSubject, jobKey, newJob } from '../../shared/job-items.ts';
import { projectKey } from '../../shared/project-items.ts';
import { plainItem } from '../../shared/test-plain-item.ts';
import { aggregateBatch } from '../aggregate/aggregate-batch.ts';
import { archiveTexts } from '../aggregate/archive.ts';
import { recordBatch } from '../record/record-batch.ts';
import { event, sessionId, start, uuid } from '../simulator/make-beacon.ts';
import { memoryJobStores, type Paging } from '../simulator/memory-job-stores.ts';
import { beaconRecord } from '../simulator/test-records.ts';
import { aggregateInto, Stores, serverSecret, streamEpoch } from '../simulator/world.ts';
import type { StreamRecord } from '../stream-batch.ts';
import type { JobStores } from './job-run.ts';
import { type RunLimits, runJobs } from './run-jobs.ts';

export const project = 'p1';
const day = 86_400_000;

export interface Visit {
  n: number;
  visitor: number;
  seq?: number;
  /** That it signs in as. */
  user?: string;
  bucket?: number;
  /** Lines of a recording. */
  recorded?: RecordingLine[];
}

/** A word that only this visit says. */
export const canary = (n: number): string => `canary-of-${n}-`;

export class JobWorld {
  readonly stores = new Stores();
  readonly jobs: JobStores;
  /** ms; what a lock and a job wait for is not waited for. */
  now = start;
  readonly logged: Record<string, unknown>[] = [];
  private readonly records: StreamRecord[] = [];
  private count = 0;

  private constructor(paging: Paging) {
    this.jobs = memoryJobStores(this.stores, () => this.now, paging);
    this.jobs.controls.put = async (envelope) => {
      this.stream(`${envelope.project}#${envelope.bucket}`, packRecord(envelope, new Uint8Array(0)));
    };
  }

  /** A project of two buckets; `pageSize`: items in a page of a scan. */
  static async with(paging: Paging = {}): Promise<JobWorld> {
    const world = new JobWorld(paging);
    await world.jobs.projects.put({ ...testProject({ id: project }), ...projectKey(project), bucketCount: 2 });
    return world;
  }

  /** Goes on from where another world is. */
  continue({ stores, now, count }: JobWorld): void {
    this.now = now;
    this.count = count;
    for (const table of ['tally', 'recordings', 'keys', 'gate'] as const) {
      for (const [id, item] of stores[table].items) this.stores[table].items.set(id, structuredClone(item));
    }
    for (const bucket of ['archive', 'blocks', 'failures'] as const) {
      for (const [name, bytes] of stores[bucket].objects) this.stores[bucket].objects.set(name, bytes);
    }
  }

  private stream(partitionKey: string, data: Uint8Array): void {
    this.count += 1;
    const sequenceNumber = String(this.count);
    const position = epochPosition(streamEpoch, sequenceNumber);
    this.records.push({ sequenceNumber, position, partitionKey, data });
  }

  /** A visit at this moment, as both consumers take it. */
  async visit({ n, visitor, seq = 0, user, bucket = 0, recorded }: Visit): Promise<void> {
    const header = { session: sessionId(n), visitor: uuid(visitor), document: uuid(1_000 + n), seq };
    const { now: at } = this;
    const events: AnalyticsEvent[] = [
      event.pageview(at, '/', { title: `${canary(n)}title` }),
      ...(user ? [event.identify(at + 1, user, {})] : []),
    ];
    const subjects = [
      subjectOf(serverSecret, project, 'visitor', header.visitor),
      ...(user ? [subjectOf(serverSecret, project, 'user', user)] : []),
    ];
    const over = { bucket, subjects, receivedAt: at };
    const { partitionKey, data } = beaconRecord({
      number: 0,
      header,
      events,
      over,
      ...(recorded ? { recorded } : {}),
    });
    this.stream(partitionKey, data);
    await this.consume();
  }

  /** Hands everything that is new on the stream to both consumers. */
  async consume(): Promise<void> {
    const batch = this.records.splice(0);
    if (batch.length === 0) return;
    const { recordings, keys, blocks, failures, keptFiles } = this.stores;
    const context = aggregateInto(this.stores);
    const record = { ...context, recordings, keys, blocks, failures, keptFiles };
    const failed = [...(await aggregateBatch(batch, context)), ...(await recordBatch(batch, record))];
    if (failed.length > 0) throw failed[0]?.reason;
  }

  async ask(kind: JobItem['kind'], subject: JobSubject): Promise<string> {
    const random = this.jobs.random(16);
    const job = newJob({ kind, project, user: 'u', subject, now: this.now, random });
    await this.jobs.jobs.put({ ...job });
    await this.jobs.jobs.put({ ...dueKey(job.id), user: 'u' });
    return job.id;
  }

  async jobOf(id: string): Promise<JobItem> {
    const job = await this.jobs.jobs.get<JobItem>(jobKey('u', id));
    if (!job) throw new Error(`there is no ${id}`);
    return job;
  }

  /** One call of the runner and what the stream brings after it. */
  async call(over: JobStores = this.jobs, limits: Partial<RunLimits> = {}): Promise<void> {
    const { now } = this;
    await runJobs(over, {
      until: now + day,
      stayUntil: now,
      log: (line) => this.logged.push(line),
      sleep: async () => {},
      ...limits,
    }).finally(() => this.consume());
  }

  async untilDone(id: string): Promise<JobItem> {
    for (let calls = 0; calls < 30; calls += 1) {
      this.now += 31_000;
      await this.call();
      const job = await this.jobOf(id);
      if (job.status !== 'queued' && job.status !== 'running') return job;
    }
    throw new Error(`not done after 30 calls: ${JSON.stringify(await this.jobOf(id))}`);
  }

  /** Everything of visits that is stored, as text. */
  everything(): string {
    const { tally, recordings, keys, gate, archive } = this.stores;
    const items = [tally, recordings, keys, gate].flatMap((table) => [...table.items.values()]);
    const lines = [...archive.objects.values()].flatMap((bytes) => [...archiveTexts(bytes)]);
    return [...items.map((item) => JSON.stringify(plainItem({ ...item }))), ...lines].join('\n');
  }
}

export class EndedError extends Error {
  override name = 'EndedError' as const;
}

/** Stores of a process that is ended at its nth call, or once `isOver`: from then on nothing it does has any effect. */
export function endedAt(
  nth: number,
  stores: JobStores,
  isOver: () => boolean = () => false,
): { mortal: JobStores; calls: () => number } {
  let calls = 0;
  const mortal = Object.fromEntries(
    Object.entries(stores).map(([name, store]) => [
      name,
      typeof store !== 'object'
        ? store
        : new Proxy(store as object, {
            get: (target, method) => {
              const work: unknown = Reflect.get(target, method);
              if (typeof work !== 'function') return work;
              return async (...given: unknown[]) => {
                calls += 1;
                if (calls >= nth || isOver()) throw new EndedError(`ended at call ${calls}`);
                return work.apply(target, given);
              };
            },
          }),
    ]),
    // A proxy of each store has that store's type.
  ) as unknown as JobStores;
  return { mortal, calls: () => calls };
}
