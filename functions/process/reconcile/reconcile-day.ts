/**
 * One local day of one project, recounted from the raw archive and held against what is stored. Safe while
 * traffic goes on: an item is held against the records up to the position that it says it has counted, and a
 * repair is written only on the condition that this position is still what was read.
 */
import { visitorHash } from '../../shared/visitor-sketch.ts';
import type { ErasedMark } from '../aggregate/archive.ts';
import type { StoredSession } from '../aggregate/session-item.ts';
import { correctedTime, hourOf } from '../resolve-beacon.ts';
import { type ItemKey, type ItemReader, type ItemStore, itemId, type ObjectReader } from '../stores.ts';
import { ArchiveWindow } from './archive-window.ts';
import { type Counted, type Drift, driftOf, expectedItem, type ItemFinding, visitorsEverIn } from './item-drift.ts';
import type { LocalDay } from './local-day.ts';
import { OverlayItems } from './overlay-items.ts';
import { bySession, dueUntil, type Recount, recount, type SessionLines } from './recount.ts';
import { type SessionFinding, sessionFinding } from './session-drift.ts';
import { storedItems } from './stored-items.ts';

const day = 86_400_000;

/** The archive has nothing of a day that has numbers: it was expired or never written. */
export class NoArchiveError extends Error {
  override name = 'NoArchiveError' as const;
}

export interface ReconcileContext {
  tally: ItemReader & ItemStore;
  archive: ObjectReader;
  serverSecret: Uint8Array | string;
  /** ms since the epoch. */
  now: number;
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
  const window = new ArchiveWindow(archive, project);
  const stored = await gather(window, local, tally);
  const settings = {
    stored,
    settledBefore: context.now - (context.settleMs ?? 3_600_000),
    now: Math.floor(context.now / 1_000),
    hash: rememberedHash(serverSecret, project),
    lists: new OverlayItems(tally),
  };
  const expected = await recount(relevant(window, local).values(), settings);
  const items = await storedItems(project, local, expected.items, tally);
  // Whatever the items say they have counted was archived before: now the archive holds all of it.
  await window.refresh();
  const final = await recount(relevant(window, local).values(), settings);

  const sessions = final.sessions.flatMap((one) => {
    const known = stored.get(itemId(one.key)) as StoredSession | undefined;
    return sessionFinding(one, known, settings.now) ?? [];
  });
  const found = itemFindings(final, items, local, window.marks, settings);
  const lines = [...window.lines()].length;
  if (lines === 0 && window.marks.length === 0 && found.some((one) => one.stored && one.drift.length > 0)) {
    throw new NoArchiveError(
      `the archive has nothing of ${local.date}, though there are numbers: it keeps days for 395 days, or less by the project's settings`,
    );
  }
  return { items: found, sessions, objects: window.objects, lines, erased: window.marks.length };
}

/** Reads the archive until it has every line of the sessions that touch the day; gives those sessions as stored. */
async function gather(window: ArchiveWindow, local: LocalDay, tally: ItemReader): Promise<Map<string, ItemKey>> {
  let [from, until] = [local.start - day, local.end + day];
  for (;;) {
    await window.include(from, until);
    const sessions = relevant(window, local);
    const stored = await tally.read([...sessions.values()].map(({ key }) => key));
    // Times are clamped to ±24 h of receipt: that is how far from its events a session's beacons can have come.
    let [first, last] = [local.start, local.end];
    for (const { lines } of sessions.values()) {
      for (const { line } of lines) {
        for (const { at } of line.events) {
          const time = correctedTime(line.envelope, at);
          first = Math.min(first, time);
          last = Math.max(last, time);
        }
      }
    }
    for (const item of stored.values()) {
      const { startedAt = 0, lastAt = 0, erased } = item as StoredSession;
      if (erased || lastAt === 0) continue;
      first = Math.min(first, startedAt);
      last = Math.max(last, lastAt);
    }
    if (first - day >= from && last + day <= until) return stored;
    from = Math.min(from, first - day);
    until = Math.max(until, last + day);
  }
}

/** Sessions with an event in the day, by id. */
function relevant(window: ArchiveWindow, { start, end }: LocalDay): Map<string, SessionLines> {
  const all = bySession(window.lines());
  for (const [id, { lines }] of all) {
    const touches = lines.some(({ line: { envelope, events } }) =>
      events.some(({ at }) => {
        const time = hourOf(envelope, correctedTime(envelope, at));
        return time >= start && time < end;
      }),
    );
    if (!touches) all.delete(id);
  }
  return all;
}

const isOfDay = (item: Pick<Counted, 'sk'> & { hour?: number; day?: number }, { start, end }: LocalDay): boolean => {
  const at = item.hour ?? item.day ?? 0;
  return at >= start && at < end;
};

function itemFindings(
  { items, archivedAt }: Recount,
  stored: ReadonlyMap<string, Counted>,
  local: LocalDay,
  marks: readonly ErasedMark[],
  { settledBefore, now }: { settledBefore: number; now: number },
): ItemFinding[] {
  const marked = new Set(marks.flatMap(({ bucket, hours }) => hours.map((hour) => `${bucket}#${hour}`)));
  const erasedBuckets = new Set(marks.map(({ bucket }) => `${bucket}`));
  const findings: ItemFinding[] = [];
  for (const id of new Set([...items.keys(), ...stored.keys()])) {
    const change = items.get(id);
    const item = stored.get(id);
    const key = item ?? change?.key;
    if (!key || (item && item.ttl <= now)) continue;
    const target = change?.target;
    const at = item ? undefined : target?.kind === 'heat' ? target.day : target?.hour;
    if (item ? !isOfDay(item, local) : at === undefined || at < local.start || at >= local.end) continue;

    const records = (change?.deltas ?? []).map(({ position }) => ({ position, at: archivedAt.get(position) ?? 0 }));
    const due = dueUntil(item?.w ?? '', records, settledBefore);
    const expected = expectedItem(change, due);
    if (!item && !expected) continue;
    const bucket = key.sk.slice(key.sk.lastIndexOf('#') + 1);
    const hour = item && 'hour' in item ? item.hour : target?.kind === 'counter' ? target.hour : undefined;
    const atLeast = hour === undefined ? erasedBuckets.has(bucket) : marked.has(`${bucket}#${hour}`);
    const { pk, sk } = key;
    const drift = driftOf({ pk, sk }, item, expected, visitorsEverIn(change, due), atLeast);
    findings.push({ key: { pk, sk }, stored: item, expected, drift });
  }
  return findings;
}

function rememberedHash(secret: Uint8Array | string, project: string): (visitor: string) => bigint {
  const known = new Map<string, bigint>();
  return (visitor) => {
    const hash = known.get(visitor) ?? visitorHash(secret, project, visitor);
    known.set(visitor, hash);
    return hash;
  };
}
