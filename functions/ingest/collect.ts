import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beaconLimits } from '#contracts/beacon.ts';
import { ApiError, type ErrorCode } from '#contracts/errors.ts';
import type { RefusalReason } from '#contracts/project.ts';
import type { BeaconEnvelope } from '#contracts/stream-record.ts';
import { type Beacon, InvalidBeaconError, readBeacon } from '../shared/body.ts';
import { describeClient } from '../shared/client.ts';
import { EnvelopeTooLargeError, packRecord } from '../shared/framing.ts';
import { subjectOf } from '../shared/hidden-id.ts';
import { lowerHeaders } from '../shared/http/lower-headers.ts';
import { isOriginAllowed } from '../shared/origin.ts';
import type { ProjectItem } from '../shared/project-items.ts';
import type { ProjectReader } from '../shared/write-key-store.ts';
import { acceptBeacon, withoutRules } from './accept-beacon.ts';
import { type BeaconGateDeps, noGate, openGate } from './beacon-gate.ts';
import type { BeaconStream } from './beacon-stream.ts';
import { bucketOf } from './bucket.ts';
import { sentAtOf } from './read-address.ts';
import { bodyBytes, isBackfill, received } from './read-request.ts';
import type { SessionGate } from './session-store.ts';
import type { StatusLog } from './status-store.ts';

export interface CollectDeps extends BeaconGateDeps {
  projects: ProjectReader;
  sessions: SessionGate;
  status: StatusLog;
  stream: BeaconStream;
  serverSecret: () => Promise<string>;
  stage: string;
  demoAllowed: boolean;
  now: () => number;
}

const retryAfter = { 'retry-after': '2' };

/** Takes a beacon: resolves once it is on the stream, throws an ApiError where it is refused. */
export async function collect(event: APIGatewayProxyEventV2, deps: CollectDeps): Promise<void> {
  const query = new URLSearchParams(event.rawQueryString);
  const key = query.get('k') ?? '';
  const project = await deps.projects.byWriteKey(key, deps.now());
  if (!project) throw new ApiError('unknown_key');
  try {
    await take(event, query, project, deps);
  } catch (error) {
    if (error instanceof ApiError && isRefusal(error.code)) {
      const origin = lowerHeaders(event).origin ?? '(none)';
      const detail = error.code === 'origin_refused' ? origin : error.message;
      await note(deps, () => deps.status.refused(project.id, error.code as RefusalReason, detail, deps.now()));
    }
    throw error;
  }
  await note(deps, () => deps.status.seen(project.id, deps.now()));
}

async function take(
  event: APIGatewayProxyEventV2,
  query: URLSearchParams,
  project: ProjectItem,
  deps: CollectDeps,
): Promise<void> {
  const body = bodyBytes(event);
  if (body.byteLength > beaconLimits.sentBytes) throw new ApiError('too_large');
  const { receivedAt, headers } = received(lowerHeaders(event), deps.now(), deps.demoAllowed);
  if (!isOriginAllowed(headers.origin, project.origins)) throw new ApiError('origin_refused');
  const arriving = { key: query.get('k') ?? '', project, headers, bytes: body.byteLength, now: deps.now() };
  const gate = isBackfill(headers, deps.demoAllowed) ? noGate : openGate(deps, arriving);
  await gate.arrive();
  const sentAt = sentAtOf(query);
  const beacon = beaconOf(body);
  await gate.pass(beacon);

  const { session, secret } = beacon.header;
  const { id, bucketCount, settings } = project;
  const bucket = await deps.sessions.claim({
    project: id,
    session,
    secret,
    bucket: async () => bucketOf(await deps.serverSecret(), id, session, bucketCount),
    begin: gate.beginSession,
    keptDays: Math.max(settings.eventDays, settings.recording.retentionDays),
    now: deps.now(),
  });
  if (bucket === undefined) throw new ApiError('session_refused');

  const client = describeClient(headers, deps.stage);
  const serverSecret = await deps.serverSecret();
  const subject = (kind: 'visitor' | 'user', of: string) => subjectOf(serverSecret, id, kind, of);
  const record = pack(acceptBeacon({ beacon, project, bucket, receivedAt, sentAt, client, subject }), body);
  try {
    await deps.stream.put(`${id}#${bucket}`, record);
  } catch (error) {
    deps.log({ level: 'error', message: 'the stream takes no record', project: id, reason: String(error) });
    throw new ApiError('unavailable', undefined, retryAfter);
  }
}

function beaconOf(body: Uint8Array): Beacon {
  try {
    return readBeacon(body);
  } catch (error) {
    if (error instanceof InvalidBeaconError) throw new ApiError(error.code, error.message);
    throw error;
  }
}

function pack(envelope: BeaconEnvelope, body: Uint8Array): Uint8Array {
  try {
    return packRecord(envelope, body);
  } catch (error) {
    if (!(error instanceof EnvelopeTooLargeError)) throw error;
  }
  try {
    return packRecord(withoutRules(envelope), body);
  } catch (error) {
    if (!(error instanceof EnvelopeTooLargeError)) throw error;
    throw new ApiError('invalid_beacon', 'The beacon has too many long paths that are folded; send them in several.');
  }
}

const refusals: readonly ErrorCode[] = [
  'origin_refused',
  'session_refused',
  'invalid_beacon',
  'too_large',
  'rate_limited',
  'quota_exceeded',
];
const isRefusal = (code: ErrorCode): boolean => refusals.includes(code);

/** The status helps people; a beacon's answer does not hang on it. */
async function note({ log }: CollectDeps, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    log({ level: 'warn', message: 'the status was not noted', reason: String(error) });
  }
}
