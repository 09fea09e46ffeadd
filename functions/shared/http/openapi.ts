/** Makes the OpenAPI 3.1 document of the route table. */
import * as z from 'zod/mini';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { Me, refreshCookie, Tokens } from '#contracts/account.ts';
import { Breakdown, Heatmap, Overview, Pages, SessionEvents, Sessions, Timeseries, Usage } from '#contracts/answers.ts';
import { ErrorAnswer, type ErrorCode, errors } from '#contracts/errors.ts';
import { filterLimits } from '#contracts/filter.ts';
import { Job, jobHeader } from '#contracts/job.ts';
import { Project, ProjectPatch } from '#contracts/project.ts';
import { ProjectStatus } from '#contracts/project-status.ts';
import { RecordingManifest } from '#contracts/recording.ts';
import { type Route, type RouteName, routes } from '#contracts/routes.ts';
import { Session, SessionDetail } from '#contracts/session.ts';
import { TrackerConfig } from '#contracts/tracker-config.ts';

/** What API Gateway itself answers; it cannot be shaped. */
const GatewayError = z.object({ message: z.string() });

const named = {
  Breakdown,
  Error: ErrorAnswer,
  GatewayError,
  Heatmap,
  Job,
  Me,
  Overview,
  Pages,
  Project,
  ProjectPatch,
  ProjectStatus,
  RecordingManifest,
  Session,
  SessionDetail,
  SessionEvents,
  Sessions,
  Timeseries,
  Tokens,
  TrackerConfig,
  Usage,
};

for (const [id, schema] of Object.entries(named)) z.globalRegistry.add(schema, { id });

const parameterNotes: Readonly<Record<string, string>> = {
  from: 'Start of the range, an instant; widened to whole buckets of the project’s time zone.',
  to: 'End of the range, an instant, exclusive; widened likewise.',
  filter:
    'URL-encoded JSON: `["and" | "or", [expr…]]`, `["not", expr]` or `[op, field, values]`; ' +
    `at most ${filterLimits.bytes} bytes, depth ${filterLimits.depth}, ${filterLimits.leaves} leaves.`,
  bots: 'Bots are left out unless `include`.',
  limit: 'Items to answer with, 1–200.',
  cursor: '`nextCursor` of the page before; only valid with the same other parameters.',
  metric: 'Comma-separated names of metrics.',
  around: 'Milliseconds since `startedAt` to be played; without it from the start.',
  path: 'A tracked path.',
  pattern: 'A tracked path in which `*` stands for one segment.',
  k: 'The write key.',
  f: 'SHA-256 of files, 64 small hex digits each, with commas between.',
  t: 'When the request was sent by the page’s clock, milliseconds since 1970.',
  id: 'Id of the project.',
  sid: 'Id of the session.',
  key: 'A write key.',
  vid: 'Id of the visitor.',
  uid: 'Id that the site gave to the user; as `~` and the base64url of its UTF-8 where it is not plain.',
  job: 'Id of the job.',
  part: 'Number of the part, from 0.',
  project: 'Only those of this project.',
};

export type OpenApiDocument = ReturnType<typeof createDocument>;

const requestId = z.object({ 'X-Request-Id': z.string() });
/** Names the job that carries a deletion out. */
const withJob = z.extend(requestId, { [jobHeader]: z.string() });
const erases = new Set<string>(['deleteSession', 'deleteVisitor', 'deleteUser', 'deleteProject'] satisfies RouteName[]);
/** Ids, write keys: what is none of this shape is nowhere. */
const anyId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,128}$/));
/** Ids of users are what sites gave: plain ones as they are, others as `~` and base64url of their UTF-8. */
const userPathId = z.string().check(z.regex(/^(?:~[A-Za-z0-9_-]{1,2000}|[A-Za-z0-9_.@+-]{1,128})$/));
const pathNames = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');

function tagOf({ path }: Route): string {
  if (path.startsWith('/i')) return 'Tracking';
  if (path.startsWith('/api/auth') || path === '/api/me') return 'Account';
  if (/^\/api\/projects(\/\{id\})?(\/write-keys.*)?$/.test(path)) return 'Projects';
  if (path.startsWith('/api/jobs') || /\/(visitors|users)\//.test(path)) return 'Their data';
  return path.startsWith('/api/projects') ? 'Analytics' : 'About';
}

/** Our errors by status, and those that the gateway answers before a function runs. */
function errorResponses(route: Route): ZodOpenApiResponsesObject {
  const gateway = new Set([429, 500, 503, ...(route.access === 'public' ? [] : [401]), ...(route.body ? [413] : [])]);
  const codes = Map.groupBy<number, ErrorCode>([...route.errors, 'internal'], (code) => errors[code][0]);
  const statuses = [...new Set([...gateway, ...codes.keys()])].sort((a, b) => a - b);
  const tooLong = 'The address or the headers are too long; what stands before our functions answers, in its own way.';
  return Object.fromEntries([
    ...statuses.map((status) => {
      const ours = codes.get(status) ?? [];
      const schemas = [...(ours.length > 0 ? [ErrorAnswer] : []), ...(gateway.has(status) ? [GatewayError] : [])];
      const lines = ours.map((code) => `\`${code}\`: ${errors[code][1]}`);
      if (gateway.has(status)) lines.push('The gateway’s own answer has a `message` only.');
      const schema = schemas.length === 1 && schemas[0] ? schemas[0] : z.union(schemas);
      return [status, { description: lines.join('\n\n'), content: { 'application/json': { schema } } }];
    }),
    ...[414, 431].map((status) => [status, { description: tooLong }]),
  ]);
}

function operation(name: string, route: Route): ZodOpenApiOperationObject {
  const names = pathNames(route.path);
  const content = route.answer
    ? { content: { 'application/json': { schema: route.answer } } }
    : route.contentType
      ? { content: { [route.contentType]: { schema: z.string() } } }
      : {};
  return {
    operationId: name,
    summary: route.summary,
    tags: [tagOf(route)],
    security: route.access === 'public' ? (name === 'refresh' ? [{ refreshCookie: [] }] : []) : [{ accessToken: [] }],
    requestParams: {
      ...(names.length > 0
        ? { path: z.object(Object.fromEntries(names.map((key) => [key, key === 'uid' ? userPathId : anyId]))) }
        : {}),
      ...(route.query ? { query: route.query } : {}),
    },
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }
      : name === 'collect'
        ? {
            requestBody: {
              required: true,
              content: {
                'application/x-ndjson': { schema: z.string() },
                'application/octet-stream': { schema: z.string() },
              },
            },
          }
        : {}),
    responses: {
      [route.status]: {
        description: route.status === 204 ? 'Done.' : 'The answer.',
        // The gateway, not a function, may answer for the tracker's routes.
        ...(route.fn === 'ingest' ? {} : { headers: erases.has(name) ? withJob : requestId }),
        ...content,
      },
      ...errorResponses(route),
    },
  };
}

/** The whole API; made once per container by who serves it. */
export function openApiDocument(version: string): OpenApiDocument {
  const paths: ZodOpenApiPathsObject = {};
  for (const [name, route] of Object.entries(routes) as [string, Route][]) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operation(name, route) };
  }
  const description: Parameters<typeof createDocument>[0] = {
    openapi: '3.1.0',
    info: {
      title: 'Afterglow',
      version,
      description:
        'Session replay, heatmaps and analytics in your own AWS account. Times are ISO 8601 in UTC, durations ' +
        'milliseconds, ratios 0…1. These paths are version 1 for ever.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        accessToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        refreshCookie: { type: 'apiKey', in: 'cookie', name: refreshCookie.name },
      },
    },
  };
  const document = createDocument(description, {
    // Answers may gain fields, so no client is told that they never will.
    override: ({ jsonSchema, io }) => {
      if (io === 'output' && jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  describeParameters(document);
  return document;
}

function describeParameters(document: OpenApiDocument): void {
  for (const path of Object.values(document.paths ?? {})) {
    for (const method of ['get', 'post', 'patch', 'delete'] as const) {
      for (const parameter of path[method]?.parameters ?? []) {
        const note = 'name' in parameter ? parameterNotes[parameter.name] : undefined;
        if (note) parameter.description ??= note;
      }
    }
  }
}
