/**
 * One batch of the stream as blocks: decode and seal everything, then keys (if nobody made them
 * meanwhile), one object per retention class, and last the index. A frame that is written twice is
 * harmless: readers drop labels they have seen.
 */
import type { RetentionDays } from '#contracts/resources.ts';
import { type BucketFailure, failureOf } from '../batch-outcome.ts';
import { gate, inParallel } from '../in-parallel.ts';
import { readDeciding } from '../read-deciding.ts';
import { type ItemStore, itemId, type ObjectStore } from '../stores.ts';
import { byBucket, keepPoison, type StreamRecord } from '../stream-batch.ts';
import { indexItems, layOut, type Places } from './block.ts';
import { itemsOfGathered } from './gather.ts';
import type { KeptFileNames } from './kept-file-names.ts';
import { LostRaceError } from './lost-race-error.ts';
import { keyOf, type SealedBucket, sealBucket } from './seal-bucket.ts';

const writesAtOnce = 16;

export interface RecordContext {
  streamEpoch: number;
  randomHex(): string;
  recordings: ItemStore;
  keys: ItemStore;
  blocks: ObjectStore;
  failures: ObjectStore;
  keptFiles: Pick<KeptFileNames, 'note'>;
}

type Writes = ReturnType<typeof gate>;

/** Records the batch and tells which buckets stopped. Throws when none could begin. */
export async function recordBatch(records: readonly StreamRecord[], context: RecordContext): Promise<BucketFailure[]> {
  const buckets = byBucket(records);
  const stored = await readDeciding(context.keys, buckets, keyOf);
  const objects = new Map<RetentionDays, string>();
  const objectOf = (days: RetentionDays): string => {
    const name = objects.get(days) ?? `${days}/${context.randomHex()}`;
    objects.set(days, name);
    return name;
  };
  const readSnapshot = async (key: { pk: string; sk: string }) =>
    (await context.recordings.read([key])).get(itemId(key));

  const failed: BucketFailure[] = [];
  const all: SealedBucket[] = [];
  for (const bucket of buckets) {
    try {
      all.push(await sealBucket(bucket, stored, objectOf, readSnapshot));
    } catch (reason) {
      failed.push(failureOf(bucket, reason));
    }
  }
  const writes = gate(writesAtOnce);
  const ready: SealedBucket[] = [];
  const unlessStopped = async (sealed: SealedBucket, write: () => Promise<void>) => {
    try {
      await write();
      return true;
    } catch (reason) {
      failed.push(failureOf(sealed.batch, reason));
      return false;
    }
  };
  await Promise.all(
    all.map(async (sealed) => {
      if (await unlessStopped(sealed, () => writeKeys(sealed, writes, context))) ready.push(sealed);
    }),
  );

  const places = await writeObjects(ready, objectOf, context);
  const index = { objectOf, places };
  await Promise.all(ready.map((sealed) => unlessStopped(sealed, () => writeIndex(sealed, index, writes, context))));
  return failed;
}

/**
 * Names of kept files first: whoever sees a tombstone of this batch finds what the erased had named before. Then
 * poison, then erasures, the tombstone last of each: until it stands, the key's item says what else has to go. Then keys: what is sealed under a key that lost its race must not be indexed.
 */
async function writeKeys(sealed: SealedBucket, writes: Writes, context: RecordContext): Promise<void> {
  const { keys, recordings, failures, streamEpoch, keptFiles } = context;
  await keptFiles.note(sealed.names);
  await inParallel(writesAtOnce, sealed.poison, (poison) =>
    writes(() => keepPoison(failures, 'record', streamEpoch, poison)),
  );
  await inParallel(writesAtOnce, sealed.erasures, async ({ tombstone, session, snapshots, blocks }) => {
    for (const key of snapshots) await writes(() => recordings.remove(key, { session }));
    for (const key of await recordings.keysOf(blocks)) await writes(() => recordings.remove(key, {}));
    await writes(() => keys.put(tombstone, {}));
  });
  await inParallel(writesAtOnce, sealed.forgotten, ({ item, read }) =>
    writes(async () => {
      const put = await keys.put(item, { w: read });
      if (!put) throw new LostRaceError(`the tombstone ${item.pk} was written by another invocation`);
    }),
  );
  await inParallel(writesAtOnce, sealed.keys, ({ item, existed }) =>
    writes(async () => {
      const put = await keys.put(item, existed ? { pk: item.pk, erased: undefined } : { pk: undefined });
      if (!put) throw new LostRaceError(`${item.pk} was written by another invocation`);
    }),
  );
}

/** One object per class with the frames of all buckets. */
async function writeObjects(
  ready: readonly SealedBucket[],
  objectOf: (days: RetentionDays) => string,
  { blocks }: RecordContext,
): Promise<Places> {
  const all: Places[] = [];
  const sessions = ready.flatMap((bucket) => [...bucket.sessions, ...bucket.gathered]);
  const classes = new Set([...sessions.map(({ days }) => days), ...ready.flatMap(({ parts }) => [...parts.keys()])]);
  for (const days of classes) {
    const { bytes, places } = layOut(
      sessions.filter((session) => session.days === days),
      ready.flatMap(({ parts }) => parts.get(days) ?? []),
    );
    if (bytes.byteLength > 0) await blocks.put(objectOf(days), bytes);
    all.push(places);
  }
  return new Map(all.flatMap((places) => [...places]));
}

async function writeIndex(
  { sessions, gathered, snapshots }: SealedBucket,
  { objectOf, places }: { objectOf: (days: RetentionDays) => string; places: Places },
  writes: Writes,
  { recordings }: RecordContext,
): Promise<void> {
  const items = [
    ...sessions.flatMap((session) => indexItems(objectOf(session.days), session, places.get(session) ?? [])),
    ...[...Map.groupBy(gathered, ({ days }) => days)].flatMap(([days, own]) =>
      itemsOfGathered(objectOf(days), own, places),
    ),
  ];
  await inParallel(writesAtOnce, items, async (item) => {
    await writes(() => recordings.put(item, {}));
  });
  await inParallel(writesAtOnce, snapshots, ({ item, read }) =>
    writes(async () => {
      const put = await recordings.put(item, { w: read });
      if (!put) throw new LostRaceError(`${nameOf(item)} was written by another invocation`);
    }),
  );
}

const nameOf = (item: { path: string; device: string }): string => `the snapshot of ${item.path} (${item.device})`;
