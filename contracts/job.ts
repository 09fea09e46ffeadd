/** Work that takes longer than a request: erasing, exporting, and retention that was shortened. */
import * as z from 'zod/mini';

export const jobKinds = [
  'erase-session',
  'erase-visitor',
  'erase-user',
  'erase-project',
  'export-visitor',
  'export-user',
  'retention',
] as const;
export type JobKind = (typeof jobKinds)[number];

/** `void`: an export whose visitor was erased after it. */
export const jobStatuses = ['queued', 'running', 'done', 'failed', 'void'] as const;
export type JobStatus = (typeof jobStatuses)[number];

/** Answer header that names the job by which a deletion is carried out. */
export const jobHeader = 'x-afterglow-job';

/** How many of what were removed, and from where; nothing of their content. */
export const Removal = z.object({ store: z.string(), what: z.string(), count: z.int() });
export type Removal = z.infer<typeof Removal>;

export const Receipt = z.object({
  removed: z.array(Removal),
  /** Until when copies that nobody can take things out of may still hold it. */
  remains: z.array(z.object({ store: z.string(), until: z.string() })),
});
export type Receipt = z.infer<typeof Receipt>;

export const Download = z.object({
  expiresAt: z.string(),
  /** NDJSON, in order; together they are the export. */
  parts: z.array(z.object({ url: z.string(), bytes: z.int() })),
});

export const Job = z.object({
  id: z.string(),
  kind: z.enum(jobKinds),
  /** Id of the project, which may be gone. */
  project: z.string(),
  /** A short name by which to tell jobs apart that tells nobody whom it is about; the project's id where it is the project. */
  subject: z.string(),
  status: z.enum(jobStatuses),
  requestedAt: z.string(),
  /** Id of the user who asked for it. */
  requestedBy: z.string(),
  startedAt: z.nullable(z.string()),
  finishedAt: z.nullable(z.string()),
  /** The time by which it is promised to be done. */
  dueAt: z.string(),
  /** Pieces of work; the total grows as they are found. */
  progress: z.object({ done: z.int(), total: z.int() }),
  /** What it does now, or why it failed. */
  message: z.string(),
  receipt: z.nullable(Receipt),
  download: z.nullable(Download),
});
export type Job = z.infer<typeof Job>;

export const Jobs = z.object({ items: z.array(Job), nextCursor: z.nullable(z.string()) });
export type Jobs = z.infer<typeof Jobs>;

const plainUserId = /^[A-Za-z0-9_.@+-]+$/;

/** A user's id as a segment of a path: itself where that is plain, else `~` and base64url of its UTF-8. */
export function userSegment(id: string): string {
  if (plainUserId.test(id)) return id;
  const bytes = new TextEncoder().encode(id);
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return `~${btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`;
}

/** The id that a segment stands for, or undefined when it stands for none. */
export function userOfSegment(segment: string): string | undefined {
  try {
    if (!segment.startsWith('~')) return decodeURIComponent(segment);
    const binary = atob(segment.slice(1).replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // A malformed escape, base64 or UTF-8 names nobody.
    return undefined;
  }
}
