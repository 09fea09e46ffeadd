/** Whose a beacon is: a session that its secret proves, or the visit of a visitor without a name. */
import { ApiError } from '#contracts/errors.ts';
import type { FrameHeader } from '#contracts/stream-record.ts';
import type { Beacon } from '../shared/body.ts';
import { subjectOf } from '../shared/hidden-id.ts';
import { viewerAddress } from '../shared/limits/viewer-address.ts';
import type { ProjectItem } from '../shared/project-items.ts';
import { anonymousSession, anonymousVisitor } from './anonymous-visitor.ts';
import type { AnonymousVisits } from './anonymous-visits.ts';
import type { BeaconGate } from './beacon-gate.ts';
import { bucketOf } from './bucket.ts';
import type { ForgottenReader } from './forgotten-store.ts';
import type { SessionGate } from './session-store.ts';

export interface SenderDeps {
  sessions: SessionGate;
  anonymousVisits: AnonymousVisits;
  forgotten: ForgottenReader;
  serverSecret: () => Promise<string>;
  /** Keys the names of visitors without one. */
  dailySecret: (now: number) => Promise<string>;
  now: () => number;
}

export interface Sender {
  header: FrameHeader;
  bucket: number;
}

interface Arrival {
  header: Beacon['header'];
  project: ProjectItem;
  headers: Readonly<Record<string, string | undefined>>;
  gate: Pick<BeaconGate, 'beginSession'>;
  /** ms. */
  receivedAt: number;
}

/** Whether a beacon has no visitor of its own, or may not have one. */
export const isAnonymous = (header: Beacon['header'], { settings }: Pick<ProjectItem, 'settings'>): boolean =>
  'anonymous' in header || settings.privacy.anonymous;

/** Rejects with `session_refused` where the session belongs to somebody else, or begins for a visitor who was erased. */
export async function senderOf(arrival: Arrival, deps: SenderDeps): Promise<Sender> {
  const { header, project, gate } = arrival;
  if ('anonymous' in header || isAnonymous(header, project)) return anonymousSender(arrival, deps);
  const { secret, v, format, visitor, session, tab, document, seq, firstSeq, dropped } = header;
  const { id, bucketCount, settings } = project;
  const now = deps.now();
  const bucket = await deps.sessions.claim({
    project: id,
    session,
    secret,
    bucket: async () => bucketOf(await deps.serverSecret(), id, session, bucketCount),
    admit: async () => {
      const subject = subjectOf(await deps.serverSecret(), id, 'visitor', visitor);
      if (await deps.forgotten.has(id, subject, now)) {
        throw new ApiError('session_refused', 'The visitor was erased; begin again with new ids.');
      }
    },
    lastErasure: project.lastErasure,
    begin: gate.beginSession,
    keptDays: Math.max(settings.eventDays, settings.recording.retentionDays),
    now,
  });
  if (bucket === undefined) throw new ApiError('session_refused');
  return { header: { v, format, visitor, session, tab, document, seq, firstSeq, dropped }, bucket };
}

async function anonymousSender(arrival: Arrival, deps: SenderDeps): Promise<Sender> {
  const { project, headers, gate, receivedAt } = arrival;
  const { v, format, tab, document, seq, dropped } = arrival.header;
  const secret = await deps.dailySecret(deps.now());
  const unnamed = { project: project.id, address: viewerAddress(headers), userAgent: headers['user-agent'] ?? '' };
  const visitor = anonymousVisitor(secret, unnamed);
  const visit = await deps.anonymousVisits.visit({
    project: project.id,
    visitor,
    document,
    seq,
    bucket: async (beganAt) =>
      bucketOf(await deps.serverSecret(), project.id, anonymousSession(secret, visitor, beganAt), project.bucketCount),
    begin: gate.beginSession,
    now: receivedAt,
  });
  const session = anonymousSession(secret, visitor, visit.beganAt);
  const begins = visit.document === document && visit.seq === seq && seq > 0;
  return {
    header: {
      v,
      format,
      visitor,
      session,
      tab,
      document,
      seq,
      ...(begins ? { firstSeq: seq } : {}),
      ...(dropped === undefined ? {} : { dropped }),
    },
    bucket: visit.bucket,
  };
}
