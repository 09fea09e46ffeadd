import type { Job } from '#contracts/job.ts';
import type { JobItem } from './job-items.ts';

const day = 86_400_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** A job as the API tells it; `now` in ms. */
export function jobAnswer(item: JobItem, now: number): Job {
  const { id, kind, project, ref, status, requestedAt, user, startedAt, finishedAt, done, total, message } = item;
  const { receipt, download } = item;
  return {
    id,
    kind,
    project,
    subject: ref,
    status,
    requestedAt: iso(requestedAt),
    requestedBy: user,
    startedAt: startedAt === undefined ? null : iso(startedAt),
    finishedAt: finishedAt === undefined ? null : iso(finishedAt),
    dueAt: iso(requestedAt + day),
    progress: { done, total },
    message,
    receipt: receipt ?? null,
    download:
      status === 'done' && download && download.expiresAt > now
        ? {
            expiresAt: iso(download.expiresAt),
            parts: download.parts.map(({ bytes }, part) => ({ url: `/api/jobs/${id}/parts/${part}`, bytes })),
          }
        : null,
  };
}
