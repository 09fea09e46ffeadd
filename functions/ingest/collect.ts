import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { beaconLimits } from '#contracts/beacon.ts';
import { ApiError, type ErrorCode } from '#contracts/errors.ts';
import type { RefusalReason } from '#contracts/project-status.ts';
import type { BeaconEnvelope } from '#contracts/stream-record.ts';
import { type Beacon, InvalidBeaconError, readBeacon } from '../shared/body.ts';
import { botMark, describeClient } from '../shared/client.ts';
import { EnvelopeTooLargeError, packRecord } from '../shared/framing.ts';
import { subjectOf } from '../shared/hidden-id.ts';
import { lowerHeaders } from '../shared/http/lower-headers.ts';
import { isOriginAllowed } from '../shared/origin.ts';
import type { ProjectItem } from '../shared/project-items.ts';
import { acceptBeacon, withoutRules } from './accept-beacon.ts';
import { type BeaconGateDeps, noGate, openGate } from './beacon-gate.ts';
import type { BeaconStream } from './beacon-stream.ts';
import { type KnownProjectDeps, knownProject } from './known-project.ts';
import { excludedBeacon, excludedSender, keptOf } from './left-out.ts';
import { sentAtOf } from './read-address.ts';
import { bodyBytes, isBackfill, received } from './read-request.ts';
import { type SenderDeps, senderOf } from './sender.ts';
import { pageHost, quietly } from './status-notes.ts';
import type { StatusLog } from './status-store.ts';

export interface CollectDeps extends BeaconGateDeps, SenderDeps, KnownProjectDeps {
  status: StatusLog;
  stream: BeaconStream;
  stage: string;
  demoAllowed: boolean;
}

const retryAfter = { 'retry-after': '2' };

/** Takes a beacon: resolves once it is on the stream, throws an ApiError where it is refused. */
export async function collect(event: APIGatewayProxyEventV2, deps: CollectDeps): Promise<void> {
  const key = new URLSearchParams(event.rawQueryString).get('k') ?? '';
  const project = await knownProject(event, key, deps);
  let taken: Taken;
  try {
    taken = await take(event, key, project, deps);
  } catch (error) {
    if (error instanceof ApiError && isRefusal(error.code)) {
      const origin = lowerHeaders(event).origin ?? '(none)';
      const detail = error.code === 'origin_refused' ? origin : error.message;
      await quietly(deps, () => deps.status.refused(project.id, error.code as RefusalReason, detail, deps.now()));
    }
    throw error;
  }
  const { counted, remarks } = taken;
  for (const [reason, detail] of remarks) {
    await quietly(deps, () => deps.status.refused(project.id, reason, detail, deps.now()));
  }
  if (!counted) return;
  await quietly(deps, () => deps.status.seen(project.id, deps.now()));
  const host = pageHost(event);
  if (host) await quietly(deps, () => deps.doctor.arrived(project.id, host, deps.now()));
}

/** What became of a beacon that was answered 202: whether it is in numbers, and `remarks` for the project's people. */
interface Taken {
  counted: boolean;
  remarks: [RefusalReason, string][];
}

const leftOut = (what: string): Taken => ({ counted: false, remarks: [['excluded', what]] });

async function take(
  event: APIGatewayProxyEventV2,
  key: string,
  project: ProjectItem,
  deps: CollectDeps,
): Promise<Taken> {
  const sent = bodyBytes(event);
  if (sent.byteLength > beaconLimits.sentBytes) throw new ApiError('too_large');
  const { receivedAt, headers } = received(lowerHeaders(event), deps.now(), deps.demoAllowed);
  if (!isOriginAllowed(headers.origin, project.origins)) throw new ApiError('origin_refused');
  const { id, settings } = project;
  const senderLeftOut = excludedSender(headers, settings.exclude);
  if (senderLeftOut) return leftOut(senderLeftOut);
  const arriving = { key, project, headers, bytes: sent.byteLength, now: deps.now() };
  const gate = isBackfill(headers, deps.demoAllowed) ? noGate : openGate(deps, arriving);
  await gate.arrive();
  const sentAt = sentAtOf(event.rawQueryString);
  const whole = beaconOf(sent);
  await gate.pass(whole);
  const beaconLeftOut = excludedBeacon(whole, settings.exclude);
  if (beaconLeftOut) return leftOut(beaconLeftOut);

  const { beacon, body, remarks } = keptOf(whole, sent, project);
  if (beacon.events.length + beacon.rrweb.length + beacon.recorded.length === 0) return { counted: false, remarks };
  const { header, bucket } = await senderOf({ header: beacon.header, project, headers, gate, receivedAt }, deps);

  const client = describeClient(headers, deps.stage);
  const serverSecret = await deps.serverSecret();
  const subject = (kind: 'visitor' | 'user', of: string) => subjectOf(serverSecret, id, kind, of);
  const record = pack(acceptBeacon({ beacon, header, project, bucket, receivedAt, sentAt, client, subject }), body);
  try {
    await deps.stream.put(`${id}#${bucket}`, record);
  } catch (error) {
    deps.log({ level: 'error', message: 'the stream takes no record', project: id, reason: String(error) });
    throw new ApiError('unavailable', undefined, retryAfter);
  }
  const bot = client.bot ? botMark(headers['user-agent'] ?? '') : undefined;
  return { counted: !bot, remarks: bot ? [...remarks, ['bot', bot]] : remarks };
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
