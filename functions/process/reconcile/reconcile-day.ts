/**
 * One local day of one project, recounted from the raw archive and held against what is stored. Safe while
 * traffic goes on: an item is held against the records up to the position that it says it has counted, and a
 * repair is written only on the condition that this position is still what was read.
 */
import { unpackSession } from '../../shared/packed-session.ts';
import { visitorHashes } from '../../shared/visitor-sketch.ts';
import { expiry } from '../aggregate/counting.ts';
import type { Target } from '../aggregate/deltas.ts';
import type { StoredSession } from '../aggregate/session-item.ts';
import { countSeen, unpackSeen } from '../seen-sequences.ts';
import { type ItemReader, type ItemStore, itemId, type ObjectReader } from '../stores.ts';
import { ArchiveWindow } from './archive-window.ts';
import type { Drift, ItemFinding } from './item-drift.ts';
import { itemFindings } from './item-findings.ts';
import type { LocalDay } from './local-day.ts';
import { OverlayItems } from './overlay-items.ts';
import { recount, type SessionLines, sessionsOf } from './recount.ts';
import { RecountedItems } from './recounted-items.ts';
import { type SessionFinding, sessionFinding } from './session-drift.ts';
import { storedItems } from './stored-items.ts';

const day = 86_400_000;
/** A day of another zone that begins in this one ends by then after it, ms. */
const longestDay = 25 * 3_600_000;
/** How long after its session a beacon without events is looked for. */
const lateDays = 7;

/** The archive has nothing of a day that has numbers: it was expired or never written. */
export class NoArchiveError extends Error {
  override name = 'NoArchiveError' as const;
}

export interface ReconcileContext {
  tally: ItemReader & ItemStore;
  archive: ObjectReader;
  serverSecret: string;
  /** ms since the epoch. */
  now: number;
  /** Days that the project keeps events for by now: what is older is gone, or about to go. */
  eventDays: number;
  /**
   * ms after which an archived record that is not counted comes no more. While it may still come, it is no drift.
   * @default an hour
   */
  settleMs?: number;
}

export interface Findings {
  items: ItemFinding[];
  sessions: SessionFinding[];
  /** Objects and lines of the archive that were read. */
  objects: number;
  lines: number;
  /** Lines of the erased, where numbers may be greater than what can be recounted. */
  erased: number;
}

export const allDrift = ({ items, sessions }: Pick<Findings, 'items' | 'sessions'>): Drift[] =>
  [...sessions, ...items].flatMap(({ drift }) => drift);

export async function reconcileDay(project: string, local: LocalDay, context: ReconcileContext): Promise<Findings> {
  const { tally, archive, serverSecret } = context;
  const window = new ArchiveWindow(archive, project, local);
  const storedSessions = await gather(window, project, local, tally);
  const stored = await storedItems(project, local, window.paths, tally);
  // Whatever the items say they have counted was archived before: now the archive holds all of it.
  await window.refresh();

  const now = Math.floor(context.now / 1_000);
  const keptUntil = (at: number) => expiry(at, context.eventDays);
  const settledBefore = context.now - (context.settleMs ?? 3_600_000);
  const hash = visitorHashes(serverSecret, project);
  const recounting = { stored: storedSessions, settledBefore, now, hash, lists: new OverlayItems(tally) };
  const items = new RecountedItems((target) => isOfDay(target, local), stored);
  const sessions: SessionFinding[] = [];
  const found = sessionsOf(project, window.lines());
  const cut = cutSessions(found, storedSessions, context.now - context.eventDays * day);
  for (const id of cut) found.delete(id);
  for await (const one of recount(found.values(), items, recounting)) {
    const finding = sessionFinding(one, storedSessions.get(itemId(one.key)), now, keptUntil);
    if (finding) sessions.push(finding);
  }
  const marked = new Set(window.marks.flatMap(({ bucket, hours }) => hours.map((hour) => `${bucket}#${hour}`)));
  const erasedBuckets = new Set(window.marks.map(({ bucket }) => `${bucket}`));
  const cutBuckets = new Set([...cut].map((id) => `${storedSessions.get(id)?.bucket}`));
  const itemsFound = itemFindings({
    recounted: items.finish(settledBefore),
    stored,
    mayBeGreater: (bucket, hour) =>
      cutBuckets.has(bucket) || (hour === undefined ? erasedBuckets.has(bucket) : marked.has(`${bucket}#${hour}`)),
    now,
    keptUntil,
  });
  const { objects, size: lines, marks } = window;
  if (lines === 0 && marks.length === 0 && itemsFound.some((one) => one.stored && one.drift.length > 0)) {
    throw new NoArchiveError(
      `the archive has nothing of ${local.date}, though there are numbers: it keeps days for 395 days, or less by the project's settings`,
    );
  }
  return { items: itemsFound, sessions, objects, lines, erased: marks.length };
}

/** Quotas go by month, so that one day cannot be told apart: `usage-month.ts` recounts them. */
export function isOfDay(target: Target, { start, end }: LocalDay): boolean {
  if (target.kind === 'counter' && target.by === 'usage') return false;
  const at = target.kind === 'heat' ? target.day : target.hour;
  return at >= start && at < end;
}

/** Reads the archive until it has every line of the sessions that touch the day; gives those sessions as stored. */
async function gather(
  window: ArchiveWindow,
  project: string,
  local: LocalDay,
  tally: ItemReader,
): Promise<Map<string, StoredSession>> {
  let [from, until] = [local.start - day, local.end + longestDay + day];
  let waited = false;
  for (;;) {
    await window.include(from, until);
    const sessions = sessionsOf(project, window.lines());
    const items = await tally.read([...sessions.values()].map(({ key }) => key));
    const stored = new Map([...items].map(([id, item]) => [id, unpackSession<StoredSession>(item)]));
    // Times are clamped to ±24 h of receipt: that is how far from its events a session's beacons can have come.
    let [first, last] = [local.start, local.end];
    for (const { lines } of sessions.values()) {
      for (const line of lines) {
        first = Math.min(first, line.first);
        last = Math.max(last, line.last);
      }
    }
    for (const { startedAt = 0, lastAt = 0, erased } of stored.values()) {
      if (erased || lastAt === 0) continue;
      first = Math.min(first, startedAt);
      last = Math.max(last, lastAt);
    }
    // Of a beacon without events no time is known, and one that was tried for days may be of such a session.
    const late = !waited && [...sessions].some(([id, { lines }]) => hasSeenMore(stored.get(id), lines.length));
    if (late) waited = true;
    const needed = last + day + (waited ? lateDays * day : 0);
    if (first - day >= from && needed <= until) return stored;
    from = Math.min(from, first - day);
    until = Math.max(until, needed);
  }
}

/**
 * Ids of sessions whose first beacons were received before `keptFrom` (ms) and are in the archive no more: of the rest
 * alone they would be others, so they stay as they are.
 */
function cutSessions(
  sessions: ReadonlyMap<string, SessionLines>,
  stored: ReadonlyMap<string, StoredSession>,
  keptFrom: number,
): Set<string> {
  const isCut = ([id, { lines }]: [string, SessionLines]) =>
    Number(stored.get(id)?.startedAt) < keptFrom + day && hasSeenMore(stored.get(id), lines.length);
  return new Set([...sessions].filter(isCut).map(([id]) => id));
}

function hasSeenMore(stored: StoredSession | undefined, lines: number): boolean {
  return stored?.state !== undefined && countSeen(unpackSeen(stored.state.seen)) > lines;
}
