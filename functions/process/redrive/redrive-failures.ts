/**
 * Puts failed records back on the stream, where both consumers find them under new numbers. Whoever had them
 * already knows them by session, document and `seq`, so doing it twice changes nothing.
 */
import { createHash } from 'node:crypto';
import type { ObjectReader } from '../stores.ts';
import {
  type FailedRecord,
  failedRecords,
  type Look,
  lookAt,
  type Touched,
  UnreadableFailureError,
} from './failed-records.ts';
import { keptAsNow, type Retention } from './kept-as-now.ts';

export interface RedriveContext {
  failures: ObjectReader;
  /** Puts a record on the stream and gives its sequence number. */
  put(partitionKey: string, data: Uint8Array): Promise<string>;
  /**
   * Called before records that Lambda gave up are put: a try may have counted a part of them, and what it
   * archived has to be counted whole first, so that the session knows the beacon when it comes again.
   */
  mend(project: string, touched: Touched): Promise<void>;
  /** What the project keeps by now; undefined for one that is deleted. */
  retentionOf(project: string): Promise<Retention | undefined>;
  /** Tells what is done as it is done. */
  say(line: string): void;
  /** Only looks. */
  dryRun: boolean;
  /** Puts what the consumers of this version would refuse, too. */
  force: boolean;
}

export interface Redriven {
  put: number;
  /** Records that are still broken and stay where they are. */
  left: number;
  /** Objects that hold no record. */
  unreadable: number;
}

export async function redriveFailures(context: RedriveContext): Promise<Redriven> {
  const { failures, say, dryRun, force } = context;
  const done: Redriven = { put: 0, left: 0, unreadable: 0 };
  const records: FailedRecord[] = [];
  const open = new Map<string, number>();
  for (const { name } of await failures.list('')) {
    const bytes = await failures.get(name);
    if (!bytes) continue;
    try {
      const found = failedRecords(name, bytes);
      records.push(...found);
      open.set(name, found.length);
    } catch (error) {
      if (!(error instanceof UnreadableFailureError)) throw error;
      say(`left    ${error.message}`);
      done.unreadable += 1;
    }
  }

  /** By content: a record that both consumers refused is put once. */
  const numbers = new Map<string, string>();
  for (const record of records.sort(compare)) {
    const look = lookAt(record);
    const told = `${record.object} (${describe(record, look)})`;
    if (!look.ok && !force) {
      done.left += 1;
      say(`left    ${told}: still broken: ${look.reason}`);
      continue;
    }
    const id = contentOf(record);
    const known = numbers.get(id);
    if (dryRun) {
      numbers.set(id, '');
      say(`would put ${told}; it failed with: ${record.reason}`);
      continue;
    }
    if (record.by === 'lambda' && look.ok && look.touched) await context.mend(look.project, look.touched);
    const number = known ?? (await put(record, look, context));
    numbers.set(id, number);
    if (known === undefined) done.put += 1;
    say(`put     ${told}: ${number}; it had failed with: ${record.reason}`);
    const rest = (open.get(record.object) ?? 0) - 1;
    open.set(record.object, rest);
    // Only what is wholly on the stream leaves the bucket: a run that dies here is done again.
    if (rest === 0) await failures.remove(record.object);
  }
  if (dryRun) done.put = numbers.size;
  return done;
}

async function put({ partitionKey, data }: FailedRecord, look: Look, context: RedriveContext): Promise<string> {
  if (!look.ok) return context.put(partitionKey, data);
  const retention = await context.retentionOf(look.project);
  return context.put(look.partitionKey, retention ? keptAsNow(data, retention) : data);
}

/** Numbers do not tell records apart: a stream that is made anew begins with them again, and Lambda does not say which it was. */
const contentOf = ({ partitionKey, data }: FailedRecord): string =>
  `${partitionKey} ${createHash('sha256').update(data).digest('hex')}`;

function describe({ partitionKey, by }: FailedRecord, look: Look): string {
  const where = look.ok ? `${look.partitionKey}${look.session ? `, session ${look.session}` : ''}` : partitionKey;
  return by === 'lambda' ? `${where}, from Lambda` : where;
}

/** In the order of the stream, so that the order within a session holds. */
function compare(one: FailedRecord, other: FailedRecord): number {
  if (one.streamEpoch !== other.streamEpoch) return one.streamEpoch - other.streamEpoch;
  const [a, b] = [BigInt(one.sequenceNumber), BigInt(other.sequenceNumber)];
  return a < b ? -1 : a > b ? 1 : 0;
}
