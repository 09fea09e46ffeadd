/** A handler for every route of the table whose function is `query`: reads the request, calls the pure verb. */
import { ApiError } from '#contracts/errors.ts';
import type { ControlStream } from '../shared/control-stream.ts';
import { docsHeaders, docsPage } from '../shared/http/docs-page.ts';
import type { VerifiedProject } from '../shared/http/guard.ts';
import { openApiDocument } from '../shared/http/openapi.ts';
import type { RouteHandlers } from '../shared/http/route-request.ts';
import type { JobStore } from '../shared/job-store.ts';
import type { SessionItem } from '../shared/tally-items.ts';
import { breakdown, pages } from './breakdown.ts';
import { spanOf } from './buckets.ts';
import { heatmap } from './heatmap.ts';
import { jobRoutes } from './job-routes.ts';
import { type Ask, overview } from './overview.ts';
import { parseFilter } from './parse-filter.ts';
import {
  type BlockReader,
  crowdsOf,
  isLive,
  type RecordingReader,
  type StatusReader,
  type TallyReader,
  type UsageReader,
} from './readers.ts';
import { recording } from './recording.ts';
import { sessionDetail } from './session-answer.ts';
import { sessionEvents } from './session-events.ts';
import { sessions } from './sessions.ts';
import { status } from './status.ts';
import { parseMetrics, timeseries } from './timeseries.ts';
import { usage } from './usage.ts';

export interface QueryDeps {
  tally: TallyReader;
  recordings: RecordingReader;
  blocks: BlockReader;
  statuses: StatusReader;
  usages: UsageReader;
  controls: ControlStream;
  jobs: JobStore;
  /** Hexadecimal digits. */
  random: (digits: number) => string;
  /** ms */
  now: () => number;
  version: string;
}

const defaultLimit = 50;

interface DataQuery {
  from: string;
  to: string;
  filter?: string | undefined;
  bots?: 'include' | 'exclude' | undefined;
}

export function queryRoutes(deps: QueryDeps): RouteHandlers<'query'> {
  const { tally, recordings, blocks, now } = deps;
  /** Made once per container. */
  let document: string | undefined;
  const ask = ({ id, item }: VerifiedProject, query: DataQuery): Ask => ({
    project: id,
    timeZone: item.timeZone,
    crowds: crowdsOf(query),
    span: spanOf(query),
    filter: parseFilter(query.filter),
    now: now(),
  });
  const liveSession = async (project: string, id: string): Promise<SessionItem> => {
    const session = await tally.session(project, id);
    if (!session || !isLive(session, now())) throw new ApiError('not_found', 'There is no such session.');
    return session;
  };
  const recordingDays = ({ item }: VerifiedProject): number => item.settings.recording.retentionDays;

  return {
    ...jobRoutes({ ...deps, liveSession }),

    status: async ({ project }) => ({
      answer: await status(deps.statuses, { id: project.id, origins: project.item.origins }, now()),
    }),

    usage: async ({ project }) => ({ answer: await usage(deps, project, now()) }),

    overview: async ({ project, query }) => ({
      answer: await overview(tally, { ...ask(project, query), compare: query.compare ?? 'previous' }),
    }),

    timeseries: async ({ project, query }) => ({
      answer: await timeseries(tally, {
        ...ask(project, query),
        grain: query.grain,
        metrics: parseMetrics(query.metric),
      }),
    }),

    breakdown: async ({ project, query }) => ({
      answer: await breakdown(tally, { ...ask(project, query), by: query.by, limit: query.limit }),
    }),

    pages: async ({ project, query }) => ({
      answer: await pages(tally, { ...ask(project, query), limit: query.limit }),
    }),

    sessions: async ({ project, query, cursor }) => ({
      answer: await sessions(tally, {
        ...ask(project, query),
        sort: query.sort ?? '-startedAt',
        recorded: query.recorded === undefined ? undefined : query.recorded === 'true',
        limit: query.limit ?? defaultLimit,
        recordingDays: recordingDays(project),
        cursor,
      }),
    }),

    session: async ({ project, params }) => {
      const session = await liveSession(project.id, params.sid);
      // A session without an event so far is in no list, and not here either.
      if (!session.gsk) throw new ApiError('not_found', 'There is no such session.');
      return { answer: sessionDetail(session, recordingDays(project), now()) };
    },

    sessionEvents: async ({ project, params, query, cursor }) => {
      const { startedAt: from, lastAt: to } = await liveSession(project.id, params.sid);
      return {
        answer: await sessionEvents(
          { recordings, blocks },
          {
            project: project.id,
            session: params.sid,
            span: { from, to },
            limit: query.limit ?? defaultLimit,
            cursor,
            now: now(),
          },
        ),
      };
    },

    recording: async ({ project, params, query }) => {
      const { around } = query;
      // The two owners of an erased session bury it one after the other; here the first of them counts.
      const session = await tally.session(project.id, params.sid);
      if (session?.erased) throw new ApiError('not_found');
      const span = session && { from: session.startedAt, to: session.lastAt };
      return {
        answer: await recording(recordings, { project: project.id, session: params.sid, span, around, now: now() }),
      };
    },

    heatmap: async ({ project, query }) => {
      const { filter, ...rest } = ask(project, query);
      if (filter) {
        throw new ApiError('filter_not_supported', 'Heatmaps cannot be filtered yet but by page, device and dates.');
      }
      const { path, pattern, type, device } = query;
      return { answer: await heatmap({ tally, recordings }, { ...rest, path, pattern, type, device }) };
    },

    openapi: async () => {
      document ??= JSON.stringify(openApiDocument(deps.version));
      return { body: document };
    },
    docs: async () => ({ body: docsPage, headers: docsHeaders }),
  };
}
