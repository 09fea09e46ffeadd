/**
 * Items of the `projects` table (auth writes, ingest and the guard read) and of `gate` and `daily` (ingest writes, query reads of `gate`).
 *
 * | item       | table    | pk                        | sk                   |
 * |------------|----------|---------------------------|----------------------|
 * | project    | projects | `PROJECT#id`              | `META`               |
 * | member     | projects | `PROJECT#id`              | `MEMBER#sub`         |
 * | membership | projects | `USER#sub`                | `PROJECT#id`         |
 * | write key  | projects | `KEY#key`                 | `META`               |
 * | owner      | projects | `INSTALL`                 | `OWNER`              |
 * | secret     | gate     | `SESSION#project#hidden session` | `SECRET`             |
 * | seen       | gate     | `STATUS#project`          | `SEEN`               |
 * | host       | gate     | `STATUS#project`          | `HOST#slot`          |
 * | stranger   | gate     | `STRANGERS`               | slot                 |
 * | refusal    | gate     | `STATUS#project`          | `REFUSAL#reason#hash of detail` |
 * | limit      | gate     | `LIMIT#write key`, `ADDRESS#keyed hash` | `MARKS` |
 * | daily      | daily    | `DAILY`                   | `SECRET`             |
 * | anonymous visit | daily | `ANONYMOUS#project#hidden visitor` | `VISIT`    |
 */
import type { Project } from '#contracts/project.ts';
import type { ProjectSettings } from '#contracts/project-settings.ts';
import type { RefusalReason } from '#contracts/project-status.ts';
import { hiddenId } from './hidden-id.ts';

export type Role = Project['role'];

export interface ProjectItem {
  pk: string;
  sk: string;
  id: string;
  name: string;
  timeZone: string;
  origins: string[];
  settings: ProjectSettings;
  /** How many buckets its sessions spread over; a session keeps the bucket of its first beacon. */
  bucketCount: number;
  /** Newest first; `expiresAt` ISO 8601 or null. */
  keys: { key: string; createdAt: string; expiresAt: string | null }[];
  createdAt: string;
  /** Job of the last erasure of people: ingest looks up anew what it knew of sessions before it. */
  lastErasure?: string;
  /** Set when deleted; ingest, guard and lists treat it as gone. */
  deletedAt?: string;
}

export interface MemberItem {
  pk: string;
  sk: string;
  role: Role;
}

export interface WriteKeyItem {
  pk: string;
  sk: string;
  project: string;
  expiresAt: string | null;
  /** Set with `expiresAt`; the table drops the item some time after. */
  ttl?: number;
}

export interface SessionSecretItem {
  pk: string;
  sk: string;
  /** SHA-256 of the session's secret, base64url. */
  hash: string;
  bucket: number;
  /** When it began, s; absent in items of an earlier version. */
  since?: number;
  ttl: number;
}

/** Marks (ms) of token buckets by name, beside these. */
export interface LimitItem {
  pk: string;
  sk: 'MARKS';
  ttl: number;
}

/** The secret of a UTC day, written `2026-11-25`; the next day's overwrites it, or the jobs function removes it. */
export interface DailySecretItem {
  pk: string;
  sk: string;
  day: string;
  secret: string;
  ttl: number;
}

/** A visit of a visitor without a name, and the beacon that began it. Gone with the day. */
export interface AnonymousVisitItem {
  pk: string;
  sk: string;
  /** ms. */
  beganAt: number;
  /** ms; a minute old at most. */
  lastAt: number;
  bucket: number;
  document: string;
  seq: number;
  ttl: number;
}

export interface SeenItem {
  pk: string;
  sk: string;
  /** Absent until a beacon was counted. */
  firstAt?: number;
  lastAt?: number;
  /** When a page last asked for its settings. */
  configAt?: number;
}

/** A site whose beacons were counted. */
export interface HostItem {
  pk: string;
  sk: string;
  host: string;
  at: number;
  ttl: number;
}

/** A site that sends with a key which no project has; `keyEnd`: its last four characters, empty where it looks like none. */
export interface StrangerItem {
  pk: string;
  sk: string;
  host: string;
  keyEnd: string;
  at: number;
  ttl: number;
  count: number;
}

export interface RefusalItem {
  pk: string;
  sk: string;
  at: number;
  reason: RefusalReason;
  detail: string;
  count: number;
  ttl: number;
}

export const projectKey = (project: string) => ({ pk: `PROJECT#${project}`, sk: 'META' });
export const memberKey = (project: string, user: string) => ({ pk: `PROJECT#${project}`, sk: `MEMBER#${user}` });
export const membershipKey = (user: string, project: string) => ({ pk: `USER#${user}`, sk: `PROJECT#${project}` });
export const writeKeyKey = (key: string) => ({ pk: `KEY#${key}`, sk: 'META' });
export const ownerKey = { pk: 'INSTALL', sk: 'OWNER' } as const;
export const sessionSecretKey = (project: string, session: string) => ({
  pk: `SESSION#${project}#${hiddenId(project, session)}`,
  sk: 'SECRET',
});
export const strangersPartition = 'STRANGERS';
export const statusPartition = (project: string): string => `STATUS#${project}`;
export const keyLimitKey = (writeKey: string) => ({ pk: `LIMIT#${writeKey}`, sk: 'MARKS' as const });
export const addressLimitKey = (hash: string) => ({ pk: `ADDRESS#${hash}`, sk: 'MARKS' as const });
export const anonymousVisitKey = (project: string, visitor: string) => ({
  pk: `ANONYMOUS#${project}#${hiddenId(project, visitor)}`,
  sk: 'VISIT',
});
export const dailySecretKey = { pk: 'DAILY', sk: 'SECRET' } as const;
