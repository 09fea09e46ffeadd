/** Handlers of the routes that ask for jobs and show them. */
import { brotliDecompressSync } from 'node:zlib';
import * as z from 'zod/mini';
import { ApiError } from '#contracts/errors.ts';
import { type JobKind, jobHeader, userOfSegment } from '#contracts/job.ts';
import type { ControlStream } from '../shared/control-stream.ts';
import { exportLabel } from '../shared/export-label.ts';
import type { RouteHandlers } from '../shared/http/route-request.ts';
import { jobAnswer } from '../shared/job-answer.ts';
import { type JobItem, type JobSubject, newJob } from '../shared/job-items.ts';
import type { JobStore } from '../shared/job-store.ts';
import { openBytes } from '../shared/seal.ts';
import { type SessionItem, utcDay } from '../shared/tally-items.ts';
import type { BlockReader } from './readers.ts';

export interface JobRouteDeps {
  jobs: JobStore;
  controls: ControlStream;
  blocks: BlockReader;
  liveSession: (project: string, session: string) => Promise<SessionItem>;
  /** ms */
  now: () => number;
  random: (digits: number) => string;
}

type JobRoutes = Pick<
  RouteHandlers<'query'>,
  'deleteSession' | 'deleteVisitor' | 'deleteUser' | 'exportVisitor' | 'exportUser' | 'jobs' | 'job' | 'jobPart'
>;

const defaultLimit = 50;
const dayMs = 86_400_000;
const Position = z.object({ after: z.string() });

export function jobRoutes({ jobs, controls, blocks, liveSession, now, random }: JobRouteDeps): JobRoutes {
  const ask = async (kind: JobKind, project: string, user: string, subject: JobSubject): Promise<JobItem> => {
    const job = newJob({ kind, project, user, subject, now: now(), random: random(16) });
    await jobs.create(job);
    return job;
  };
  const created = (job: JobItem) => ({
    answer: jobAnswer(job, now()),
    headers: { location: `/api/jobs/${job.id}` },
  });
  const carriedOutBy = ({ id }: JobItem) => ({ headers: { [jobHeader]: id } });
  const read = async (user: string, id: string): Promise<JobItem> => {
    const job = await jobs.read(user, id);
    if (!job || job.ttl * 1_000 <= now()) throw new ApiError('not_found', 'There is no such job.');
    return job;
  };
  const userOf = (segment: string): string => {
    const user = userOfSegment(segment);
    if (!user) throw new ApiError('not_found', 'There is no such user.');
    return user;
  };

  return {
    deleteSession: async ({ project, user, params }) => {
      const session = await liveSession(project.id, params.sid);
      const { bucket } = session;
      const job = await ask('erase-session', project.id, user.id, sessionSubject(session, params.sid, now()));
      // The job does it in any case; this way it is gone from the lists within seconds.
      await controls
        .put({ kind: 'erase', project: project.id, bucket, receivedAt: now(), session: params.sid })
        .catch((cause: unknown) => {
          console.error(JSON.stringify({ level: 'error', message: 'erase record not written', cause: String(cause) }));
        });
      return carriedOutBy(job);
    },

    deleteVisitor: async ({ project, user, params }) =>
      carriedOutBy(await ask('erase-visitor', project.id, user.id, { kind: 'visitor', visitor: params.vid })),

    deleteUser: async ({ project, user, params }) =>
      carriedOutBy(await ask('erase-user', project.id, user.id, { kind: 'user', user: userOf(params.uid) })),

    exportVisitor: async ({ project, user, params }) =>
      created(await ask('export-visitor', project.id, user.id, { kind: 'visitor', visitor: params.vid })),

    exportUser: async ({ project, user, params }) =>
      created(await ask('export-user', project.id, user.id, { kind: 'user', user: userOf(params.uid) })),

    jobs: async ({ user, query, cursor }) => {
      const page = {
        project: query.project,
        limit: query.limit ?? defaultLimit,
        after: cursor.read(Position)?.after,
      };
      const { items, last } = await jobs.list(user.id, page);
      return {
        answer: {
          items: items.filter(({ ttl }) => ttl * 1_000 > now()).map((item) => jobAnswer(item, now())),
          nextCursor: cursor.next(last && { after: last }),
        },
      };
    },

    job: async ({ user, params }) => ({ answer: jobAnswer(await read(user.id, params.job), now()) }),

    jobPart: async ({ user, params }) => {
      const { id, project, download, status } = await read(user.id, params.job);
      const part = /^\d{1,6}$/.test(params.part) ? download?.parts[Number(params.part)] : undefined;
      if (!part || !download || status !== 'done' || download.expiresAt <= now()) {
        throw new ApiError('not_found', 'There is no such part; an export is kept for 7 days.');
      }
      const sealed = await blocks.whole(part.object);
      const packed = openBytes(download.key, exportLabel(project, id, Number(params.part)), sealed);
      return { body: brotliDecompressSync(packed).toString('utf8') };
    },
  };
}

/** With the days of receipt between which its beacons lie: times are within 24 h of receipt, and its item lives on from the last. */
function sessionSubject(item: SessionItem, session: string, now: number): JobSubject {
  const first = item.gsk ? item.startedAt - 2 * dayMs : 0;
  return {
    kind: 'session',
    session,
    bucket: item.bucket,
    visitor: item.visitor ?? '',
    user: item.userId ?? '',
    from: utcDay(Math.max(0, first)),
    to: utcDay(now + dayMs),
  };
}
