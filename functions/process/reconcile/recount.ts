/** Counts archived lines once more, from nothing, with the reducer that counted them. */
import { capsOf, type NameCaps } from '#contracts/stream-record.ts';
import { sessionKey } from '../../shared/tally-items.ts';
import { Deltas } from '../aggregate/deltas.ts';
import { type CountedRecords, itemChanges, nameNeeds } from '../aggregate/fold-names.ts';
import { NameLists } from '../aggregate/name-lists.ts';
import { countBeacon } from '../aggregate/reduce-record.ts';
import type { StoredSession } from '../aggregate/session-item.ts';
import type { SessionState } from '../aggregate/session-state.ts';
import { isClamped, placeEvents } from '../resolve-beacon.ts';
import { type ItemKey, type ItemStore, itemId } from '../stores.ts';
import { type ArchivedLine, unpackLine } from './archive-window.ts';
import { dueUntil, type RecountedItems } from './recounted-items.ts';

/** Lines whose deltas are held at the same time. */
const linesAtOnce = 1_000;

/** Lines of one session in the order of the stream, one of each label. */
export interface SessionLines {
  key: ItemKey;
  lines: ArchivedLine[];
}

/** Sessions with an event in the day, by id. */
export function sessionsOf(project: string, lines: Iterable<ArchivedLine>): Map<string, SessionLines> {
  const all = new Map<string, ArchivedLine[]>();
  for (const line of lines) {
    const known = all.get(line.session);
    if (known) known.push(line);
    else all.set(line.session, [line]);
  }
  const sessions = new Map<string, SessionLines>();
  for (const [session, own] of all) {
    if (!own.some(({ touches }) => touches)) continue;
    const key = sessionKey(project, session);
    sessions.set(itemId(key), { key, lines: onceEach(own) });
  }
  return sessions;
}

function onceEach(lines: ArchivedLine[]): ArchivedLine[] {
  const seen = new Set<string>();
  return lines
    .sort((one, other) => (one.position < other.position ? -1 : 1))
    .filter(({ label }) => {
      if (seen.has(label)) return false;
      seen.add(label);
      return true;
    });
}

export interface RecountedSession {
  key: ItemKey;
  /** As of `w`; undefined when nothing of it is due. */
  state: SessionState | undefined;
  caps: NameCaps | undefined;
  clamped: number;
  w: string;
}

export interface RecountContext {
  /** Sessions as they are stored, by id. */
  stored: ReadonlyMap<string, StoredSession>;
  settledBefore: number;
  /** Seconds since the epoch: what has expired is not counted. */
  now: number;
  hash(visitor: string): bigint;
  /** Has the lists of admitted names. */
  lists: ItemStore;
}

/** Adds what the sessions counted to `items`, and gives each session as it ends. */
export async function* recount(
  sessions: Iterable<SessionLines>,
  items: RecountedItems,
  context: RecountContext,
): AsyncGenerator<RecountedSession> {
  const { now, lists } = context;
  const names = new NameLists();
  let counted: CountedRecords[] = [];
  const archivedAt = new Map<string, number>();
  const count = async () => {
    const admission = await names.admit(nameNeeds(counted, now), lists);
    for (const reason of admission.failed.values()) throw reason;
    items.add(itemChanges(counted, admission, now), archivedAt);
    counted = [];
    archivedAt.clear();
  };
  for (const session of sessions) {
    const { records, ...recounted } = recountSession(session, context);
    for (const { position, at } of session.lines) archivedAt.set(position, at);
    counted.push(...records);
    if (counted.length >= linesAtOnce) await count();
    yield recounted;
  }
  await count();
}

function recountSession(
  { key, lines }: SessionLines,
  { stored, settledBefore, hash }: RecountContext,
): RecountedSession & { records: CountedRecords[] } {
  const known = stored.get(itemId(key));
  const w = dueUntil(known?.w ?? '', lines, settledBefore);
  const records: CountedRecords[] = [];
  let caps = known && !known.erased ? known.caps : undefined;
  let state: SessionState | undefined;
  let due: SessionState | undefined;
  let clamped = 0;
  for (const [index, packed] of lines.entries()) {
    const { envelope, position, events, fullSnapshot } = unpackLine(packed);
    const { project, bucket, settings } = envelope;
    if (index === 0 && (!known || known.erased)) caps = capsOf(settings);
    const deltas = new Deltas().at(position);
    const reduced = countBeacon(state, placeEvents(envelope, events), fullSnapshot, hash, deltas);
    state = reduced.state;
    if (position <= w) {
      due = state;
      if (reduced.outcome === 'counted') clamped += events.filter(({ at }) => isClamped(envelope, at)).length;
    }
    records.push({ project, bucket, caps, deltas });
  }
  return { key, state: due, caps, clamped, w, records };
}
