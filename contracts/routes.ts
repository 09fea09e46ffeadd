/**
 * Every HTTP route, once. Infra makes the API from this table, the functions dispatch and validate by
 * it, the guard decides by `access`, OpenAPI is generated from it, the dashboard's client gets its
 * types here. A route that is not in it does not exist. Past 200 lines, because it is one table.
 */
import * as z from 'zod/mini';
import * as account from './account.ts';
import * as answers from './answers.ts';
import type { ErrorCode } from './errors.ts';
import { deviceClasses, dimensionNames } from './fields.ts';
import { Job, Jobs } from './job.ts';
import { AskedFiles, MissingFiles } from './kept-file.ts';
import { Project, ProjectCreate, ProjectPatch, WriteKey } from './project.ts';
import { ProjectStatus } from './project-status.ts';
import { RecordingManifest } from './recording.ts';
import { SessionDetail } from './session.ts';
import { TrackerConfig } from './tracker-config.ts';

export type FunctionName = 'ingest' | 'files' | 'auth' | 'query';

/** What a member may do on a project; the guard maps roles to actions. */
export type Action = 'project:read' | 'project:write' | 'project:delete' | 'data:read' | 'data:delete';

/** `public`: anybody. `user`: any signed-in user. An action: a member of the project `{id}` whose role allows it. */
export type Access = 'public' | 'user' | Action;

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** In API Gateway's syntax. */
  readonly path: `/${string}`;
  readonly fn: FunctionName;
  readonly access: Access;
  readonly summary: string;
  /** Query string; unknown parameters are 400. */
  readonly query?: z.ZodMiniObject;
  /** JSON body. */
  readonly body?: z.ZodMiniType;
  readonly status: 200 | 201 | 202 | 204;
  /** JSON answer; absent where there is none or it is not JSON (`contentType`). */
  readonly answer?: z.ZodMiniType;
  readonly contentType?: string;
  /** All that a caller through the CDN may get; any route may also answer `internal`. A name in the query that is unknown is `invalid_request`. */
  readonly errors: readonly ErrorCode[];
}

const instant = z.iso.datetime({ offset: true, error: 'write an instant as 2026-01-31T00:00:00Z' });
const range = { from: instant, to: instant };
const filter = z.optional(z.string().check(z.maxLength(4_096)));
const bots = z.optional(z.enum(['include', 'exclude']));
const limit = z.optional(z.coerce.number().check(z.int(), z.minimum(1), z.maximum(200)));
const cursor = z.optional(z.string().check(z.maxLength(2_048)));
const data = { ...range, filter, bots };
const noBody = { status: 204 } as const;
const read = ['unauthorized', 'not_found', 'invalid_request'] as const satisfies ErrorCode[];
const filtered = [...read, 'invalid_filter', 'filter_not_supported', 'range_too_long'] as const satisfies ErrorCode[];

const define = <T extends Record<string, Route>>(table: T) => table;

export const routes = define({
  collect: {
    method: 'POST',
    path: '/i',
    fn: 'ingest',
    access: 'public',
    summary: 'Take a beacon of at most 1,000 analytics events: NDJSON, plain or gzip, without a Content-Type.',
    query: z.strictObject({ k: z.string(), t: z.coerce.number().check(z.minimum(0)) }),
    status: 202,
    answer: z.object({}),
    errors: [
      'invalid_beacon',
      'origin_refused',
      'session_refused',
      'unknown_key',
      'too_large',
      'rate_limited',
      'too_many_requests',
      'quota_exceeded',
      'unavailable',
    ],
  },
  trackerConfig: {
    method: 'GET',
    path: '/i/config',
    fn: 'ingest',
    access: 'public',
    summary: 'What a project asks of its tracker.',
    query: z.strictObject({ k: z.string() }),
    status: 200,
    answer: TrackerConfig,
    errors: ['unknown_key', 'invalid_request', 'too_many_requests'],
  },
  callerAddress: {
    method: 'GET',
    path: '/i/address',
    fn: 'ingest',
    access: 'public',
    summary: 'The address that the caller comes from, to leave its visits out; null where it is not known.',
    status: 200,
    answer: z.object({ address: z.nullable(z.string()) }),
    errors: ['invalid_request'],
  },
  cspReport: {
    method: 'POST',
    path: '/i/csp',
    fn: 'ingest',
    access: 'public',
    summary:
      'Take what a browser reports under report-uri; what stops the tracker, whose host is `h`, is shown in the project’s status.',
    query: z.strictObject({ k: z.string(), h: z.string() }),
    status: 204,
    errors: ['unknown_key', 'too_large', 'invalid_request', 'too_many_requests'],
  },
  missingFiles: {
    method: 'GET',
    path: '/i/files',
    fn: 'files',
    access: 'public',
    summary:
      'Which of the files that a recorded page shows are not kept yet; `f` are their SHA-256 in hex, with commas between.',
    query: z.strictObject({ k: z.string(), f: AskedFiles }),
    status: 200,
    answer: MissingFiles,
    errors: ['invalid_request', 'unknown_key', 'origin_refused', 'forbidden', 'too_many_requests'],
  },
  missingFilesByBody: {
    method: 'POST',
    path: '/i/files',
    fn: 'files',
    access: 'public',
    summary: 'The same of {"files": [SHA-256 in hex]}, without a Content-Type, as earlier trackers ask.',
    query: z.strictObject({ k: z.string() }),
    status: 200,
    answer: MissingFiles,
    errors: ['invalid_request', 'unknown_key', 'origin_refused', 'forbidden', 'too_many_requests'],
  },
  keepFile: {
    method: 'POST',
    path: '/i/file',
    fn: 'files',
    access: 'public',
    summary:
      'Keep an image, a font or the text of a stylesheet of a recorded page: its bytes, without a Content-Type; `h` is their SHA-256 in hex.',
    query: z.strictObject({ k: z.string(), h: z.string() }),
    status: 201,
    answer: z.object({}),
    errors: [
      'invalid_request',
      'unknown_key',
      'origin_refused',
      'forbidden',
      'too_large',
      'quota_exceeded',
      'too_many_requests',
      'unavailable',
    ],
  },

  authStatus: {
    method: 'GET',
    path: '/api/auth/status',
    fn: 'auth',
    access: 'public',
    summary: 'Whether sign-up is open.',
    status: 200,
    answer: account.AuthStatus,
    errors: ['invalid_request'],
  },
  signUp: {
    method: 'POST',
    path: '/api/auth/signup',
    fn: 'auth',
    access: 'public',
    summary: 'Create an account and send a code by e-mail.',
    body: account.SignUp,
    status: 202,
    answer: account.Accepted,
    errors: ['invalid_request', 'weak_password', 'signup_closed', 'too_many_requests'],
  },
  confirm: {
    method: 'POST',
    path: '/api/auth/confirm',
    fn: 'auth',
    access: 'public',
    summary: 'Confirm an e-mail address; a password replaces that of the sign-up and ends earlier sessions.',
    body: account.Confirm,
    status: 200,
    answer: account.Accepted,
    errors: ['invalid_request', 'invalid_code', 'weak_password', 'too_many_requests'],
  },
  resend: {
    method: 'POST',
    path: '/api/auth/resend',
    fn: 'auth',
    access: 'public',
    summary: 'Send the code again.',
    body: account.EmailOnly,
    status: 202,
    answer: account.Accepted,
    errors: ['invalid_request', 'too_many_requests'],
  },
  login: {
    method: 'POST',
    path: '/api/auth/login',
    fn: 'auth',
    access: 'public',
    summary: 'Sign in; sets the refresh cookie.',
    body: account.Login,
    status: 200,
    answer: account.Tokens,
    errors: [
      'invalid_request',
      'invalid_credentials',
      'not_confirmed',
      'signup_closed',
      'forbidden',
      'too_many_requests',
    ],
  },
  refresh: {
    method: 'POST',
    path: '/api/auth/refresh',
    fn: 'auth',
    access: 'public',
    summary: 'Get a new access token by the refresh cookie.',
    status: 200,
    answer: account.Tokens,
    errors: ['invalid_request', 'unauthorized', 'too_many_requests'],
  },
  logout: {
    method: 'POST',
    path: '/api/auth/logout',
    fn: 'auth',
    access: 'public',
    summary: 'Sign out: revoke the refresh token and clear its cookie.',
    ...noBody,
    errors: ['invalid_request', 'too_many_requests'],
  },
  forgot: {
    method: 'POST',
    path: '/api/auth/forgot',
    fn: 'auth',
    access: 'public',
    summary: 'Send a code to reset the password.',
    body: account.EmailOnly,
    status: 202,
    answer: account.Accepted,
    errors: ['invalid_request', 'too_many_requests'],
  },
  reset: {
    method: 'POST',
    path: '/api/auth/reset',
    fn: 'auth',
    access: 'public',
    summary: 'Set a new password with a code; ends earlier sessions.',
    body: account.Reset,
    status: 200,
    answer: account.Accepted,
    errors: ['invalid_request', 'invalid_code', 'weak_password', 'too_many_requests'],
  },
  me: {
    method: 'GET',
    path: '/api/me',
    fn: 'auth',
    access: 'user',
    summary: 'Who is signed in.',
    status: 200,
    answer: account.Me,
    errors: ['unauthorized', 'invalid_request', 'too_many_requests'],
  },

  listProjects: {
    method: 'GET',
    path: '/api/projects',
    fn: 'auth',
    access: 'user',
    summary: 'Projects of the signed-in user.',
    query: z.strictObject({ limit, cursor }),
    status: 200,
    answer: z.object({ items: z.array(Project), nextCursor: z.nullable(z.string()) }),
    errors: ['unauthorized', 'invalid_request', 'invalid_cursor'],
  },
  createProject: {
    method: 'POST',
    path: '/api/projects',
    fn: 'auth',
    access: 'user',
    summary: 'Create a project with its first write key.',
    body: ProjectCreate,
    status: 201,
    answer: Project,
    errors: ['unauthorized', 'invalid_request', 'forbidden'],
  },
  readProject: {
    method: 'GET',
    path: '/api/projects/{id}',
    fn: 'auth',
    access: 'project:read',
    summary: 'A project with its settings and keys.',
    status: 200,
    answer: Project,
    errors: read,
  },
  patchProject: {
    method: 'PATCH',
    path: '/api/projects/{id}',
    fn: 'auth',
    access: 'project:write',
    summary: 'Change a project by JSON merge patch.',
    body: ProjectPatch,
    status: 200,
    answer: Project,
    errors: read,
  },
  deleteProject: {
    method: 'DELETE',
    path: '/api/projects/{id}',
    fn: 'auth',
    access: 'project:delete',
    summary: 'Delete a project: its keys stop at once; the job in X-Afterglow-Job removes its data.',
    ...noBody,
    errors: read,
  },
  createWriteKey: {
    method: 'POST',
    path: '/api/projects/{id}/write-keys',
    fn: 'auth',
    access: 'project:write',
    summary: 'Rotate the write key; the old one works 24 h longer.',
    status: 201,
    answer: WriteKey,
    errors: read,
  },
  deleteWriteKey: {
    method: 'DELETE',
    path: '/api/projects/{id}/write-keys/{key}',
    fn: 'auth',
    access: 'project:write',
    summary: 'Stop a rotated write key at once; the current one cannot be deleted.',
    ...noBody,
    errors: read,
  },

  status: {
    method: 'GET',
    path: '/api/projects/{id}/status',
    fn: 'query',
    access: 'data:read',
    summary: 'First and last event, and beacons refused lately with reasons.',
    status: 200,
    answer: ProjectStatus,
    errors: read,
  },
  usage: {
    method: 'GET',
    path: '/api/projects/{id}/usage',
    fn: 'query',
    access: 'data:read',
    summary: 'What was used of the quotas this month, and how many names of today are past their caps.',
    status: 200,
    answer: answers.Usage,
    errors: read,
  },
  overview: {
    method: 'GET',
    path: '/api/projects/{id}/overview',
    fn: 'query',
    access: 'data:read',
    summary:
      'Six numbers of a range, with those of an earlier one; `sampled`: the share of sessions that a filter’s are estimated from.',
    query: z.strictObject({ ...data, compare: z.optional(z.enum(['previous', 'year', 'none'])) }),
    status: 200,
    answer: answers.Overview,
    errors: filtered,
  },
  timeseries: {
    method: 'GET',
    path: '/api/projects/{id}/timeseries',
    fn: 'query',
    access: 'data:read',
    summary: 'Numbers over time; `metric` is a comma-separated list; `sampled` as in the overview.',
    query: z.strictObject({ ...data, grain: z.enum(answers.grains), metric: z.string() }),
    status: 200,
    answer: answers.Timeseries,
    errors: filtered,
  },
  breakdown: {
    method: 'GET',
    path: '/api/projects/{id}/breakdown',
    fn: 'query',
    access: 'data:read',
    summary: 'Numbers by the values of a dimension; `sampled` as in the overview.',
    query: z.strictObject({ ...data, by: z.enum(dimensionNames), limit }),
    status: 200,
    answer: answers.Breakdown,
    errors: filtered,
  },
  pages: {
    method: 'GET',
    path: '/api/projects/{id}/pages',
    fn: 'query',
    access: 'data:read',
    summary: 'Pages with their numbers; `sampled` as in the overview.',
    query: z.strictObject({ ...data, limit }),
    status: 200,
    answer: answers.Pages,
    errors: filtered,
  },
  sessions: {
    method: 'GET',
    path: '/api/projects/{id}/sessions',
    fn: 'query',
    access: 'data:read',
    summary: 'Sessions of a range; `-frustration` ranks by 3 × rage clicks + 2 × dead clicks + 2 × errors.',
    query: z.strictObject({
      ...data,
      sort: z.optional(z.enum(['-startedAt', '-activeMs', '-frustration'])),
      recorded: z.optional(z.enum(['true', 'false'])),
      limit,
      cursor,
    }),
    status: 200,
    answer: answers.Sessions,
    errors: [...filtered, 'invalid_cursor'],
  },
  session: {
    method: 'GET',
    path: '/api/projects/{id}/sessions/{sid}',
    fn: 'query',
    access: 'data:read',
    summary: 'One session with its pages.',
    status: 200,
    answer: SessionDetail,
    errors: read,
  },
  deleteSession: {
    method: 'DELETE',
    path: '/api/projects/{id}/sessions/{sid}',
    fn: 'query',
    access: 'data:delete',
    summary: 'Erase a session, by the job in X-Afterglow-Job: its recording becomes unreadable, its row a tombstone.',
    ...noBody,
    errors: read,
  },
  deleteVisitor: {
    method: 'DELETE',
    path: '/api/projects/{id}/visitors/{vid}',
    fn: 'query',
    access: 'data:delete',
    summary: 'Erase a visitor with all sessions, by the job in X-Afterglow-Job; what comes later is dropped.',
    ...noBody,
    errors: read,
  },
  deleteUser: {
    method: 'DELETE',
    path: '/api/projects/{id}/users/{uid}',
    fn: 'query',
    access: 'data:delete',
    summary:
      'Erase everything of an identified user: every visitor that was this user; as `~` and base64url if not plain.',
    ...noBody,
    errors: read,
  },
  exportVisitor: {
    method: 'POST',
    path: '/api/projects/{id}/visitors/{vid}/export',
    fn: 'query',
    access: 'data:read',
    summary: 'Gather all that is held of a visitor: sessions, events, traits and recordings.',
    status: 201,
    answer: Job,
    errors: read,
  },
  exportUser: {
    method: 'POST',
    path: '/api/projects/{id}/users/{uid}/export',
    fn: 'query',
    access: 'data:read',
    summary: 'The same of an identified user.',
    status: 201,
    answer: Job,
    errors: read,
  },
  jobs: {
    method: 'GET',
    path: '/api/jobs',
    fn: 'query',
    access: 'user',
    summary: 'Erasures and exports that the user asked for, newest first, of deleted projects too.',
    query: z.strictObject({ project: z.optional(z.string()), limit, cursor }),
    status: 200,
    answer: Jobs,
    errors: ['unauthorized', 'invalid_request', 'invalid_cursor'],
  },
  job: {
    method: 'GET',
    path: '/api/jobs/{job}',
    fn: 'query',
    access: 'user',
    summary: 'One of them, with its progress and its receipt.',
    status: 200,
    answer: Job,
    errors: read,
  },
  jobPart: {
    method: 'GET',
    path: '/api/jobs/{job}/parts/{part}',
    fn: 'query',
    access: 'user',
    summary: 'One part of an export as NDJSON; the parts in order are the whole.',
    status: 200,
    contentType: 'application/x-ndjson',
    errors: read,
  },
  sessionEvents: {
    method: 'GET',
    path: '/api/projects/{id}/sessions/{sid}/events',
    fn: 'query',
    access: 'data:read',
    summary: 'What happened in a session, in order of time.',
    query: z.strictObject({ limit, cursor }),
    status: 200,
    answer: answers.SessionEvents,
    errors: [...read, 'invalid_cursor'],
  },
  recording: {
    method: 'GET',
    path: '/api/projects/{id}/sessions/{sid}/recording',
    fn: 'query',
    access: 'data:read',
    summary: 'Where the frames of a recording are, and their key.',
    query: z.strictObject({ around: z.optional(z.coerce.number().check(z.minimum(0))) }),
    status: 200,
    answer: RecordingManifest,
    errors: read,
  },
  heatmap: {
    method: 'GET',
    path: '/api/projects/{id}/heatmap',
    fn: 'query',
    access: 'data:read',
    summary:
      'Heat on a page, or on all pages that match a pattern with `*` for one segment; of the device with the most samples unless one is asked for.',
    query: z.strictObject({
      ...data,
      path: z.optional(z.string()),
      pattern: z.optional(z.string()),
      type: z.enum(answers.heatmapTypes),
      device: z.optional(z.enum(deviceClasses)),
    }),
    status: 200,
    answer: answers.Heatmap,
    errors: filtered,
  },

  openapi: {
    method: 'GET',
    path: '/api/openapi.json',
    fn: 'query',
    access: 'public',
    summary: 'This API as an OpenAPI 3.1 document.',
    status: 200,
    contentType: 'application/json',
    errors: ['invalid_request'],
  },
  docs: {
    method: 'GET',
    path: '/api/docs',
    fn: 'query',
    access: 'public',
    summary: 'The OpenAPI document, readable.',
    status: 200,
    contentType: 'text/html; charset=utf-8',
    errors: ['invalid_request'],
  },
});

export type Routes = typeof routes;
export type RouteName = keyof Routes;
export type RoutesOf<F extends FunctionName> = { [N in RouteName]: Routes[N]['fn'] extends F ? N : never }[RouteName];

type Parameters<P extends string> = P extends `${string}{${infer Name}}${infer Rest}` ? Name | Parameters<Rest> : never;
/** Path parameters by name. */
export type RouteParams<N extends RouteName> = Record<Parameters<Routes[N]['path']>, string>;
type Output<N extends RouteName, K extends string> =
  Routes[N] extends Record<K, infer S extends z.ZodMiniType> ? z.output<S> : undefined;
type Input<N extends RouteName, K extends string> =
  Routes[N] extends Record<K, infer S extends z.ZodMiniType> ? z.input<S> : undefined;
/** As the function sees them, parsed. */
export type RouteQuery<N extends RouteName> = Output<N, 'query'>;
export type RouteBody<N extends RouteName> = Output<N, 'body'>;
export type RouteAnswer<N extends RouteName> = Output<N, 'answer'>;
/** As a client writes them. */
export type RouteQueryInput<N extends RouteName> = Input<N, 'query'>;
export type RouteBodyInput<N extends RouteName> = Input<N, 'body'>;
