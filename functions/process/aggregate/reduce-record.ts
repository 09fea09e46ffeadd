/** The reducer: (session, record) → session, and deltas per item. */
import type { EraseEnvelope } from '#contracts/stream-record.ts';
import { otherValue } from '../../shared/tally-items.ts';
import type { ResolvedBeacon } from '../resolve-beacon.ts';
import { hasSeen } from '../seen-sequences.ts';
import { applyBeacon } from './apply-beacon.ts';
import { moveContribution } from './contribution.ts';
import type { CountingSettings } from './counting.ts';
import type { Deltas } from './deltas.ts';
import { addEvents, admittedValues } from './event-deltas.ts';
import { addProperties, addUsage } from './limit-deltas.ts';
import { newSession, type SessionState } from './session-state.ts';

/** A tombstone outlives the archive, which keeps events for 395 days at most. */
const tombstoneSeconds = 400 * 86_400;

/** The session after a record. `duplicate`: this beacon was counted before; `erased`: its session is a tombstone. Both change nothing. */
export interface Reduced {
  state: SessionState;
  outcome: 'counted' | 'duplicate' | 'erased';
}

/** Adds to `deltas` what a beacon changes. Throws TooManyDocumentsError for one that no try can count, and adds nothing. */
export function reduceBeacon(
  before: SessionState | undefined,
  beacon: ResolvedBeacon,
  fullSnapshot: boolean,
  hash: (visitor: string) => bigint,
  deltas: Deltas,
): Reduced {
  const { project, bucket, header, settings } = beacon.envelope;
  const state = before ?? newSession(project, header.session, bucket);
  if (state.erased) return { state, outcome: 'erased' };
  if (hasSeen(state.seen, header.document, header.seq)) return { state, outcome: 'duplicate' };

  const values = admittedValues(beacon);
  const { state: after, settled } = applyBeacon(
    state,
    beacon,
    fullSnapshot,
    (index) => values[index]?.path !== otherValue,
  );
  const counting: CountingSettings = { eventDays: settings.eventDays, hash };
  moveContribution(deltas, before, after, counting);
  addEvents(deltas, beacon, values, settled, after, counting);
  return { state: after, outcome: 'counted' };
}

/** Reduces a beacon with all that is counted by it alone: quotas and names of properties too. */
export function countBeacon(
  before: SessionState | undefined,
  beacon: ResolvedBeacon,
  fullSnapshot: boolean,
  hash: (visitor: string) => bigint,
  deltas: Deltas,
): Reduced {
  const reduced = reduceBeacon(before, beacon, fullSnapshot, hash, deltas);
  if (reduced.outcome !== 'counted') return reduced;
  addUsage(deltas, beacon, reduced.state.hasRecording && !before?.hasRecording);
  addProperties(deltas, beacon);
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
