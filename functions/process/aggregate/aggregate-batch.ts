/**
 * One batch of the stream, counted exactly once whatever fails on the way (design decision 4): read the
 * sessions, reduce everything, archive, admit names, then per bucket counters and cells, and its sessions last.
 */
import { type PackedHeat, packCounted, unpackCounted } from '../../shared/packed-heat.ts';
import { packSession } from '../../shared/packed-session.ts';
import type { CounterItem } from '../../shared/tally-items.ts';
import { visitorHash } from '../../shared/visitor-sketch.ts';
import { type BucketFailure, failureOf } from '../batch-outcome.ts';
import { gate, inParallel } from '../in-parallel.ts';
import { type ItemKey, type ItemStore, itemId, type ObjectStore } from '../stores.ts';
import { byBucket, keepPoison, type StreamRecord } from '../stream-batch.ts';
import { ArchivePacker, archiveName } from './archive.ts';
import { changedItem, type ItemChange } from './count-item.ts';
import { failureOfNames, itemChanges, nameNeeds } from './fold-names.ts';
import { NameLists, type NameNeed } from './name-lists.ts';
import { type BucketPlan, keysOf, reduceBucket } from './reduce-bucket.ts';
import { toSessionItem } from './session-item.ts';

const writesAtOnce = 16;
/** Somebody else writes an item only when an earlier invocation is still running: it ends or wins. */
const conflictTries = 10;

export interface AggregateContext {
  streamEpoch: number;
  /** Keys the hashes of visitors. */
  serverSecret: Uint8Array | string;
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

type Stored = CounterItem | PackedHeat;
type Writes = ReturnType<typeof gate>;

/** Counts the batch and tells which buckets stopped. Throws when none could begin. */
export async function aggregateBatch(
  records: readonly StreamRecord[],
  context: AggregateContext,
): Promise<BucketFailure[]> {
  const buckets = byBucket(records);
  const stored = await context.tally.read(buckets.flatMap((bucket) => bucket.records.flatMap(keysOf)));
  const archive = new ArchivePacker();
  const failed: BucketFailure[] = [];
  const plans: BucketPlan[] = [];
  const hash = rememberedHash(context.serverSecret);
  for (const bucket of buckets) {
    try {
      plans.push(reduceBucket(bucket, stored, hash, (line) => archive.add(line)));
    } catch (reason) {
      failed.push(failureOf(bucket, reason));
    }
  }

  for (const [day, bytes] of archive.finish()) {
    await context.archive.put(archiveName(day, context.randomHex()), bytes);
  }

  const { now, names = new NameLists() } = context;
  const admission = await names.admit(allNeeds(plans, now), context.tally);
  // Readers treat expired as gone, so what has expired (minutes of a backfill) need not be written.
  const changes = new Map(plans.map((plan) => [plan, itemChanges(plan.counted, admission, now)]));
  const items = await context.tally.read([...changes.values()].flat().map(({ key }) => key));
  const writes = gate(writesAtOnce);
  await Promise.all(
    plans.map(async (plan) => {
      try {
        const failure = failureOfNames(plan.counted, now, admission);
        if (failure !== undefined) throw failure;
        await writeBucket(plan, changes.get(plan) ?? [], items, writes, context);
      } catch (reason) {
        failed.push(failureOf(plan.batch, reason));
      }
    }),
  );
  return failed;
}

function* allNeeds(plans: readonly BucketPlan[], now: number): Generator<NameNeed> {
  for (const { counted } of plans) yield* nameNeeds(counted, now);
}

async function writeBucket(
  plan: BucketPlan,
  changes: readonly ItemChange[],
  items: ReadonlyMap<string, ItemKey>,
  writes: Writes,
  context: AggregateContext,
): Promise<void> {
  await inParallel(writesAtOnce, plan.poison, (poison) =>
    writes(() => keepPoison(context.failures, 'aggregate', context.streamEpoch, poison)),
  );
  await inParallel(writesAtOnce, changes, (change) =>
    writes(() => writeItem(change, items.get(itemId(change.key)) as Stored | undefined, context.tally)),
  );
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

async function writeItem(change: ItemChange, read: Stored | undefined, tally: ItemStore): Promise<void> {
  let known = read;
  for (let tries = 0; tries < conflictTries; tries += 1) {
    const item = changedItem(change, known && unpackCounted(known));
    if (!item || (await tally.put(packCounted(item), { w: known?.w }))) return;
    known = (await tally.read([change.key])).get(itemId(change.key)) as Stored | undefined;
  }
  throw new ConflictError(`${change.key.pk} ${change.key.sk} changed at each of ${conflictTries} tries`);
}

function rememberedHash(secret: Uint8Array | string): (project: string, visitor: string) => bigint {
  const known = new Map<string, bigint>();
  return (project, visitor) => {
    const name = `${project}\n${visitor}`;
    const hash = known.get(name) ?? visitorHash(secret, project, visitor);
    known.set(name, hash);
    return hash;
  };
}
