/** The pure reducer: (session, record) → (session, deltas per item). */
import type { EraseEnvelope } from '#contracts/stream-record.ts';
import type { ResolvedBeacon } from '../resolve-beacon.ts';
import { hasSeen } from '../seen-sequences.ts';
import { applyBeacon } from './apply-beacon.ts';
import { contributionOf } from './contribution.ts';
import type { CountingSettings } from './counting.ts';
import { type Deltas, difference } from './deltas.ts';
import { admittedValues, eventDeltas, otherValue } from './event-deltas.ts';
import { addProperties, addUsage } from './limit-deltas.ts';
import { newSession, type SessionState } from './session-state.ts';

/** A tombstone outlives the archive, which keeps events for 395 days at most. */
const tombstoneSeconds = 400 * 86_400;

export interface Reduced {
  state: SessionState;
  deltas: Deltas;
  /** `duplicate`: this beacon was counted before; `erased`: its session is a tombstone. Both change nothing. */
  outcome: 'counted' | 'duplicate' | 'erased';
}

/** Throws TooManyDocumentsError for a beacon that no try can count. */
export function reduceBeacon(
  before: SessionState | undefined,
  beacon: ResolvedBeacon,
  fullSnapshot: boolean,
  hash: (visitor: string) => bigint,
): Reduced {
  const { project, bucket, header, settings } = beacon.envelope;
  const state = before ?? newSession(project, header.session, bucket);
  if (state.erased) return { state, deltas: new Map(), outcome: 'erased' };
  if (hasSeen(state.seen, header.document, header.seq)) return { state, deltas: new Map(), outcome: 'duplicate' };

  const values = admittedValues(beacon);
  const { state: after, settled } = applyBeacon(
    state,
    beacon,
    fullSnapshot,
    (index) => values[index]?.path !== otherValue,
  );
  const counting: CountingSettings = { eventDays: settings.eventDays, hash };
  const deltas = difference(
    contributionOf(before, counting),
    contributionOf(after, counting),
    eventDeltas(beacon, values, settled, after, counting),
  );
  return { state: after, deltas, outcome: 'counted' };
}

/** Reduces a beacon with all that is counted by it alone: quotas and names of properties too. */
export function countBeacon(
  before: SessionState | undefined,
  beacon: ResolvedBeacon,
  fullSnapshot: boolean,
  hash: (visitor: string) => bigint,
): Reduced {
  const reduced = reduceBeacon(before, beacon, fullSnapshot, hash);
  if (reduced.outcome !== 'counted') return reduced;
  addUsage(reduced.deltas, beacon, reduced.state.hasRecording && !before?.hasRecording);
  addProperties(reduced.deltas, beacon);
  return reduced;
}

/** The session as a tombstone: what it counted stays counted, who it was is gone. */
export function reduceErase({ project, session, bucket, receivedAt }: EraseEnvelope): SessionState {
  return {
    ...newSession(project, session, bucket),
    erased: true,
    ttl: Math.ceil(receivedAt / 1_000) + tombstoneSeconds,
  };
}
