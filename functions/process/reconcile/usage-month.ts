/**
 * What a project took of its quotas in one UTC month, recounted from the raw archive and held against what is stored.
 * Of every beacon its events count in the month of its receipt, and the first with a full snapshot begins the
 * session's recording; so a month needs its lines once, one day of receipt after another, and of each session no more
 * than which beacons it had.
 */
import { counterPartition, instantKey } from '../../shared/tally-items.ts';
import { type ArchiveLine, type ErasedMark, receiptDay } from '../aggregate/archive.ts';
import { Deltas } from '../aggregate/deltas.ts';
import { type CountedRecords, itemChanges } from '../aggregate/fold-names.ts';
import { addUsage } from '../aggregate/limit-deltas.ts';
import { NameLists } from '../aggregate/name-lists.ts';
import { placeEvents } from '../resolve-beacon.ts';
import { addSeen, hasSeen, type SeenSequences } from '../seen-sequences.ts';
import { itemId } from '../stores.ts';
import type { Counted } from './item-drift.ts';
import { itemFindings } from './item-findings.ts';
import { InvalidDayError, type LocalDay } from './local-day.ts';
import { OverlayItems } from './overlay-items.ts';
import { readReceiptDay } from './receipt-day.ts';
import { type Findings, NoArchiveError, type ReconcileContext } from './reconcile-day.ts';
import { RecountedItems } from './recounted-items.ts';

const day = 86_400_000;
/** A session that goes on into the month began, with what is tried again for days, at most so long before it. */
const reachDays = 8;

/** A UTC month, `2026-11`, as instants. */
export function utcMonth(text: string): LocalDay {
  const start = /^\d{4}-\d{2}$/.test(text) ? Date.parse(`${text}-01T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(start)) throw new InvalidDayError(`'${text}' is no month; write it as 2026-11`);
  const date = new Date(start);
  return { date: text, start, end: date.setUTCMonth(date.getUTCMonth() + 1) };
}

interface Line {
  line: ArchiveLine;
  at: number;
}

export async function reconcileUsage(project: string, month: LocalDay, context: ReconcileContext): Promise<Findings> {
  const { tally, archive, now } = context;
  // Before the archive: whatever the items say they have counted is in it by then.
  const stored = await storedUsage(project, month, context);
  const items = new RecountedItems(
    (target) => target.kind === 'counter' && target.by === 'usage' && target.hour === month.start,
    stored,
  );
  const admission = await new NameLists().admit([], new OverlayItems(tally));
  const sessions = new Map<string, { seen: SeenSequences; recorded: boolean }>();
  const marks: ErasedMark[] = [];
  const read = new Set<string>();
  let [objects, lines] = [0, 0];

  const count = ({ position, envelope, events, fullSnapshot }: ArchiveLine): CountedRecords[] => {
    const { bucket, header, receivedAt } = envelope;
    const session = sessions.get(header.session) ?? { seen: new Map(), recorded: false };
    if (hasSeen(session.seen, header.document, header.seq)) return [];
    sessions.set(header.session, {
      seen: addSeen(session.seen, header.document, header.seq),
      recorded: session.recorded || fullSnapshot,
    });
    if (receivedAt < month.start) return [];
    lines += 1;
    const deltas = new Deltas().at(position);
    addUsage(deltas, placeEvents(envelope, events), fullSnapshot && !session.recorded);
    return [{ project, bucket, caps: undefined, deltas }];
  };

  for (let at = month.start - reachDays * day; at < Math.min(month.end, now + day); at += day) {
    const received: Line[] = [];
    objects += await readReceiptDay({ archive, project, day: receiptDay(at), read }, (line, _, putAt) => {
      if ('erased' in line) marks.push(line);
      else received.push({ line, at: putAt });
    });
    received.sort((one, other) => (one.line.position < other.line.position ? -1 : 1));
    const records = received.flatMap(({ line }) => count(line));
    const putAt = new Map(received.map(({ line, at: when }) => [line.position, when]));
    items.add(itemChanges(records, admission, now / 1_000), putAt);
  }

  const erased = new Set(marks.map(({ bucket }) => `${bucket}`));
  // Where the month began before what is kept, numbers may be greater than what is left of it.
  const isWhole = month.start >= now - context.eventDays * day;
  const found = itemFindings({
    recounted: items.finish(now - (context.settleMs ?? 3_600_000)),
    stored,
    mayBeGreater: (bucket) => !isWhole || erased.has(bucket),
    now: now / 1_000,
  });
  if (lines === 0 && marks.length === 0 && isWhole && found.some(({ drift }) => drift.length > 0)) {
    throw new NoArchiveError(`the archive has nothing of ${month.date}, though there are numbers`);
  }
  return { items: found, sessions: [], objects, lines, erased: marks.length };
}

async function storedUsage(project: string, { start }: LocalDay, { tally }: ReconcileContext) {
  const pk = counterPartition(project, 'human', 'usage', start);
  const found = await tally.itemsOf(pk, instantKey(start), `${instantKey(start)}\uffff`);
  return new Map(found.map((item) => [itemId(item), item as Counted]));
}
