/**
 * One batch of the stream, counted exactly once whatever fails on the way (design decision 4): read the
 * sessions, reduce everything, archive, admit names, then per bucket counters and cells, and its sessions last.
 */
import { packSession } from '../../shared/packed-session.ts';
import { type BucketFailure, failureOf } from '../batch-outcome.ts';
import { gate, inParallel } from '../in-parallel.ts';
import { readDeciding } from '../read-deciding.ts';
import { type ItemStore, itemId, type ObjectStore } from '../stores.ts';
import { type BucketBatch, byBucket, keepPoison, type StreamRecord } from '../stream-batch.ts';
import { ArchivePacker, archiveName } from './archive.ts';
import { type CountedItem, changedItem, type ItemChange, isPartlyCounted } from './count-item.ts';
import { failureOfNames, itemChanges, nameNeeds } from './fold-names.ts';
import { NameLists, type NameNeed } from './name-lists.ts';
import { type BucketPlan, type Reducing, reduceBucket, sessionOf } from './reduce-bucket.ts';
import { toSessionItem } from './session-item.ts';

const writesAtOnce = 16;
/** Somebody else writes an item only when an earlier invocation is still running: it ends or wins. */
const conflictTries = 10;

export interface AggregateContext {
  streamEpoch: number;
  /** Keys the hashes of visitors. */
  serverSecret: string;
  /** Seconds since the epoch; items that have expired are not written any more. */
  now: number;
  randomHex(): string;
  tally: ItemStore;
  archive: ObjectStore;
  failures: ObjectStore;
  /** What this container knows of admitted names. */
  names?: NameLists;
}

/** An item was changed by somebody else between reading and writing; the batch comes again. */
export class ConflictError extends Error {
  override name = 'ConflictError' as const;
}

type Writes = ReturnType<typeof gate>;

/** Counts the batch and tells which buckets stopped. Throws when none could begin. */
export async function aggregateBatch(
  records: readonly StreamRecord[],
  context: AggregateContext,
): Promise<BucketFailure[]> {
  const buckets = byBucket(records);
  const stored = await readDeciding(context.tally, buckets, sessionOf);
  const archive = new ArchivePacker();
  const failed: BucketFailure[] = [];
  const { serverSecret, now } = context;
  const reduced = (batches: readonly BucketBatch[], how: Pick<Reducing, 'archive' | 'isApart'>): BucketPlan[] =>
    batches.flatMap((batch) => {
      try {
        return [reduceBucket(batch, { stored, serverSecret, now, ...how })];
      } catch (reason) {
        failed.push(failureOf(batch, reason));
        return [];
      }
    });
  const plans = reduced(buckets, { archive: (line) => archive.add(line), isApart: false });

  for (const [day, bytes] of archive.finish()) {
    await context.archive.put(archiveName(day, context.randomHex()), bytes);
  }

  const names = context.names ?? new NameLists();
  const whole = await prepared(plans, names, context);
  // An earlier try has counted some of a bucket's records in some items: each is taken by itself.
  const partly = whole.filter(({ changes }) =>
    changes.some(({ change, read }) => read && isPartlyCounted(change, read)),
  );
  const apart = reduced(
    partly.map(({ plan }) => plan.batch),
    { archive: () => {}, isApart: true },
  );
  const writes = gate(writesAtOnce);
  const all = [...whole.filter((one) => !partly.includes(one)), ...(await prepared(apart, names, context))];
  await Promise.all(
    all.map(async ({ plan, changes, failure }) => {
      try {
        if (failure !== undefined) throw failure;
        await writeBucket(plan, changes, writes, context);
      } catch (reason) {
        failed.push(failureOf(plan.batch, reason));
      }
    }),
  );
  return failed;
}

/** An item that changes, as it was read. */
interface ReadChange {
  change: ItemChange;
  read: CountedItem | undefined;
}

interface Prepared {
  plan: BucketPlan;
  changes: ReadChange[];
  /** Why its names could not be admitted. */
  failure: unknown;
}

/** Admits the names of plans and reads the items that they change. */
async function prepared(
  plans: readonly BucketPlan[],
  names: NameLists,
  { now, tally }: AggregateContext,
): Promise<Prepared[]> {
  if (plans.length === 0) return [];
  const admission = await names.admit(allNeeds(plans, now), tally);
  // Readers treat expired as gone, so what has expired (minutes of a backfill) need not be written.
  const changed = plans.map((plan) => ({ plan, changes: itemChanges(plan.counted, admission, now) }));
  const items = await tally.read(changed.flatMap(({ changes }) => changes.map(({ key }) => key)));
  return changed.map(({ plan, changes }) => ({
    plan,
    changes: changes.map((change) => ({ change, read: items.get(itemId(change.key)) as CountedItem | undefined })),
    failure: failureOfNames(plan.counted, now, admission),
  }));
}

function* allNeeds(plans: readonly BucketPlan[], now: number): Generator<NameNeed> {
  for (const { counted } of plans) yield* nameNeeds(counted, now);
}

async function writeBucket(
  plan: BucketPlan,
  changes: readonly ReadChange[],
  writes: Writes,
  context: AggregateContext,
): Promise<void> {
  await inParallel(writesAtOnce, plan.poison, (poison) =>
    writes(() => keepPoison(context.failures, 'aggregate', context.streamEpoch, poison)),
  );
  await inParallel(writesAtOnce, changes, (change) => writes(() => writeItem(change, context.tally)));
  await inParallel(writesAtOnce, plan.forgotten, ({ item, read }) =>
    writes(async () => {
      const put = await context.tally.put(item, { w: read });
      if (!put) throw new ConflictError(`the tombstone ${item.pk} was written by another invocation`);
    }),
  );
  await inParallel(writesAtOnce, plan.sessions, ({ state, read, position, caps, clamped }) =>
    writes(async () => {
      const item = packSession(toSessionItem(state, position, { caps, clamped }));
      const put = await context.tally.put(item, { w: read });
      if (!put) throw new ConflictError(`the session ${state.session} was written by another invocation`);
    }),
  );
}

async function writeItem({ change, read }: ReadChange, tally: ItemStore): Promise<void> {
  let known = read;
  for (let tries = 0; tries < conflictTries; tries += 1) {
    const item = changedItem(change, known);
    if (!item || (await tally.put(item, { w: known?.w }))) return;
    known = (await tally.read([change.key])).get(itemId(change.key)) as CountedItem | undefined;
  }
  throw new ConflictError(`${change.key.pk} ${change.key.sk} changed at each of ${conflictTries} tries`);
}
