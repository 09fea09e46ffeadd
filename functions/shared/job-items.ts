/**
 * Items of the `jobs` table: query and auth ask for jobs, the jobs function carries them out.
 *
 * | item | pk         | sk       |                                                            |
 * |------|------------|----------|------------------------------------------------------------|
 * | job  | `J#user`   | id       | what is asked for, how far it is, its receipt              |
 * | due  | `DUE`      | id       | `user` of a job that is not finished                       |
 * | work | `W#id`     | any      | what the job has found; gone when it is finished           |
 * | lock | `LOCK`     | `RUNNER` | who carries out jobs                                       |
 * | mark | `RETAINED` | project  | retention as it was last carried out                       |
 */
import type { JobKind, JobStatus, Receipt } from '#contracts/job.ts';
import { hiddenId } from './hidden-id.ts';

/** Whom a job is about; it leaves the job's item when the job is finished. Days are `2026-11-25`. */
export type JobSubject =
  | { kind: 'session'; session: string; bucket: number; visitor: string; user: string; from: string; to: string }
  | { kind: 'visitor'; visitor: string }
  | { kind: 'user'; user: string }
  | { kind: 'project'; buckets: number; writeKeys: string[] };

export interface ExportPart {
  /** Key in the blocks bucket, sealed under the export's own key. */
  object: string;
  /** Of the text inside. */
  bytes: number;
}

export interface JobItem {
  pk: string;
  sk: string;
  id: string;
  kind: JobKind;
  project: string;
  user: string;
  status: JobStatus;
  /** ms. */
  requestedAt: number;
  startedAt?: number;
  finishedAt?: number;
  done: number;
  total: number;
  message: string;
  /** Name of the subject that tells nobody who it is. */
  ref: string;
  subject?: JobSubject;
  /** Names of the runner's steps; where it goes on after it was ended. */
  step: string;
  /** Position within the step. */
  cursor?: string;
  /** Nothing to do before then, ms. */
  notBefore: number;
  /** Times that the step failed in a row. */
  failures: number;
  removed: Record<string, number>;
  /** Counts saves: who saves on what somebody else changed meanwhile, has lost the job. */
  version: number;
  receipt?: Receipt;
  /** Of an export: its key and parts; gone when it expires or its visitor is erased. */
  download?: { key: Uint8Array; parts: ExportPart[]; expiresAt: number };
  /** Of an export that is done: ids of the visitors and users in it, until it expires. */
  exported?: string[];
  /** Seconds since the epoch. */
  ttl: number;
}

export interface DueItem {
  pk: string;
  sk: string;
  user: string;
}

/** A project's retention as it was last carried out to the end: no item of it lasts longer than by these days. */
export interface RetainedItem {
  pk: string;
  sk: string;
  eventDays: number;
  recordingDays: number;
  /** UTC day until which the archive holds nothing of it any more. */
  sweptTo: string;
}

/** Receipts are kept for as long as tombstones, s. */
const keptSeconds = 400 * 86_400;

export const jobKey = (user: string, id: string) => ({ pk: `J#${user}`, sk: id });
export const dueKey = (id: string) => ({ pk: 'DUE', sk: id });
export const workPartition = (id: string): string => `W#${id}`;
export const lockKey = { pk: 'LOCK', sk: 'RUNNER' } as const;
export const retainedKey = (project: string) => ({ pk: 'RETAINED', sk: project });

/** Ids of users can be guessed, so their jobs are named by chance. */
function refOf(project: string, subject: JobSubject, random: string): string {
  if (subject.kind === 'project') return project;
  if (subject.kind === 'user') return random.slice(0, 8);
  return hiddenId(project, subject.kind === 'session' ? subject.session : subject.visitor).slice(0, 8);
}

export interface JobAsk {
  kind: JobKind;
  project: string;
  user: string;
  subject: JobSubject;
  /** ms. */
  now: number;
  /** 16 hex digits. */
  random: string;
  /** ms. @default at once */
  notBefore?: number;
}

/** A job that nobody has begun. Ids sort by time. */
export function newJob({ kind, project, user, subject, now, random, notBefore = now }: JobAsk): JobItem {
  const id = `job_${now.toString(36).padStart(9, '0')}${random}`;
  return {
    ...jobKey(user, id),
    id,
    kind,
    project,
    user,
    status: 'queued',
    requestedAt: now,
    done: 0,
    total: 1,
    message: 'Waits to begin, within a minute',
    ref: refOf(project, subject, random),
    subject,
    step: 'begin',
    notBefore,
    failures: 0,
    removed: {},
    version: 0,
    ttl: Math.ceil(now / 1_000) + keptSeconds,
  };
}
