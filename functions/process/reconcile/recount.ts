/** Counts archived lines once more, from nothing, with the reducer that counted them. */
import { capsOf, frameLabel, type NameCaps } from '#contracts/stream-record.ts';
import { sessionKey } from '../../shared/tally-items.ts';
import type { ItemChange } from '../aggregate/count-item.ts';
import { type CountedRecord, itemChanges, nameNeeds } from '../aggregate/fold-names.ts';
import { NameLists } from '../aggregate/name-lists.ts';
import { countBeacon } from '../aggregate/reduce-record.ts';
import type { StoredSession } from '../aggregate/session-item.ts';
import type { SessionState } from '../aggregate/session-state.ts';
import { isClamped, placeEvents } from '../resolve-beacon.ts';
import { type ItemKey, type ItemStore, itemId } from '../stores.ts';
import type { ArchivedLine } from './archive-window.ts';

/** Lines of one session in the order of the stream, one of each label. */
export interface SessionLines {
  key: ItemKey;
  lines: ArchivedLine[];
}

export function bySession(lines: Iterable<ArchivedLine>): Map<string, SessionLines> {
  const sessions = new Map<string, SessionLines>();
  for (const one of lines) {
    const { project, header } = one.line.envelope;
    const key = sessionKey(project, header.session);
    const session = sessions.get(itemId(key)) ?? { key, lines: [] };
    sessions.set(itemId(key), session);
    session.lines.push(one);
  }
  for (const session of sessions.values()) session.lines = onceEach(session.lines);
  return sessions;
}

function onceEach(lines: ArchivedLine[]): ArchivedLine[] {
  const seen = new Set<string>();
  return lines
    .sort((one, other) => (one.line.position < other.line.position ? -1 : 1))
    .filter(({ line: { envelope } }) => {
      const label = frameLabel({ project: envelope.project, ...envelope.header });
      if (seen.has(label)) return false;
      seen.add(label);
      return true;
    });
}

/**
 * Up to which position something has to have counted: what it says itself, and beyond that the lines that were
 * archived so long ago that they come no more. `lines`: positions in order, with when they were archived.
 */
export function dueUntil(w: string, lines: readonly { position: string; at: number }[], settledBefore: number): string {
  let due = w;
  for (const { position, at } of lines) {
    if (position <= w) continue;
    if (at > settledBefore) return due;
    due = position;
  }
  return due;
}

export interface RecountedSession {
  key: ItemKey;
  /** As of `w`; undefined when nothing of it is due. */
  state: SessionState | undefined;
  caps: NameCaps | undefined;
  clamped: number;
  w: string;
}

export interface Recount {
  sessions: RecountedSession[];
  /** By id, with every delta in the order of the stream, also those that are not due yet. */
  items: Map<string, ItemChange>;
  /** When the record of a position was archived, ms. */
  archivedAt: Map<string, number>;
}

export interface RecountContext {
  /** Sessions as they are stored, by id. */
  stored: ReadonlyMap<string, ItemKey>;
  settledBefore: number;
  /** Seconds since the epoch: what has expired is not counted. */
  now: number;
  hash(visitor: string): bigint;
  /** Has the lists of admitted names. */
  lists: ItemStore;
}

export async function recount(sessions: Iterable<SessionLines>, context: RecountContext): Promise<Recount> {
  const recounted: RecountedSession[] = [];
  const counted: CountedRecord[] = [];
  const archivedAt = new Map<string, number>();
  for (const { key, lines } of sessions) {
    const stored = context.stored.get(itemId(key)) as StoredSession | undefined;
    const [first] = lines;
    if (!first) continue;
    const caps = stored && !stored.erased ? stored.caps : capsOf(first.line.envelope.settings);
    const positions = lines.map(({ line: { position }, at }) => ({ position, at }));
    const w = dueUntil(stored?.w ?? '', positions, context.settledBefore);
    let state: SessionState | undefined;
    let due: SessionState | undefined;
    let clamped = 0;
    for (const { line, at } of lines) {
      const { envelope, position, events, fullSnapshot } = line;
      const reduced = countBeacon(state, placeEvents(envelope, events), fullSnapshot, context.hash);
      state = reduced.state;
      if (position <= w) due = state;
      if (position <= w && reduced.outcome === 'counted')
        clamped += events.filter(({ at: told }) => isClamped(envelope, told)).length;
      archivedAt.set(position, at);
      const { project, bucket } = envelope;
      counted.push({ project, bucket, position, caps, deltas: reduced.deltas });
    }
    recounted.push({ key, state: due, caps, clamped, w });
  }
  const admission = await new NameLists().admit(nameNeeds(counted, context.now), context.lists);
  for (const reason of admission.failed.values()) throw reason;
  counted.sort((one, other) => (one.position < other.position ? -1 : 1));
  const changes = itemChanges(counted, admission, context.now);
  return { sessions: recounted, items: new Map(changes.map((change) => [itemId(change.key), change])), archivedAt };
}
