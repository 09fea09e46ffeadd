import { createHash } from 'node:crypto';
import type { RefusalReason } from '#contracts/project-status.ts';
import { type DocumentClient, isConditionFailure, PutCommand, UpdateCommand } from '../shared/aws/document-client.ts';
import { type RefusalItem, type SeenItem, statusPartition } from '../shared/project-items.ts';
import { RecentMap } from '../shared/recent-map.ts';
import { localBucket } from './local-bucket.ts';

const seenEvery = 60_000;
const refusalDays = 7;
/** A project has at most this many refusals of one reason, whatever strangers send. */
const slots = 16;
const maxDetail = 200;
/** Writes that strangers can cause in each project: a burst, then one a second. */
const burst = 20;
const refillMs = 1_000;
const maxProjects = 1_000;

export interface StatusLog {
  /** Notes that a beacon of the project arrived; ms. */
  seen(project: string, now: number): Promise<void>;
  refused(project: string, reason: RefusalReason, detail: string, now: number): Promise<void>;
}

/** First and last event of a project, and why beacons were refused. */
export function createStatusStore(table: string, client: DocumentClient): StatusLog {
  const seenAt = new Map<string, number>();
  const waiting = new Map<string, number>();
  const buckets = new RecentMap<ReturnType<typeof localBucket>>(maxProjects);

  const takeToken = (project: string, now: number): boolean => {
    const take = buckets.get(project) ?? localBucket(burst, refillMs);
    buckets.set(project, take);
    return take(now);
  };

  /** Adds to a refusal of the same detail, else takes the place of the one that was in its slot. */
  const write = async (item: RefusalItem): Promise<void> => {
    const { pk, sk, at, ttl, detail, count } = item;
    try {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk, sk },
          ConditionExpression: 'detail = :detail AND #ttl > :now',
          UpdateExpression: 'SET #at = :at, #ttl = :ttl ADD #count :count',
          ExpressionAttributeNames: { '#at': 'at', '#ttl': 'ttl', '#count': 'count' },
          ExpressionAttributeValues: {
            ':at': at,
            ':ttl': ttl,
            ':now': Math.floor(at / 1_000),
            ':detail': detail,
            ':count': count,
          },
        }),
      );
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      await client.send(new PutCommand({ TableName: table, Item: item }));
    }
  };

  return {
    async seen(project, now) {
      if (now - (seenAt.get(project) ?? 0) < seenEvery) return;
      seenAt.set(project, now);
      const key: Pick<SeenItem, 'pk' | 'sk'> = { pk: statusPartition(project), sk: 'SEEN' };
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: key,
          UpdateExpression: 'SET firstAt = if_not_exists(firstAt, :now), lastAt = :now',
          ExpressionAttributeValues: { ':now': now },
        }),
      );
    },

    async refused(project, reason, whole, now) {
      // What is cut may end in half a character, which no table takes.
      const detail = whole.slice(0, maxDetail).toWellFormed();
      const slot = createHash('sha256').update(detail).digest().readUInt8(0) % slots;
      const key = { pk: statusPartition(project), sk: `REFUSAL#${reason}#${slot}` };
      const id = `${key.pk}#${key.sk}`;
      const count = (waiting.get(id) ?? 0) + 1;
      if (!takeToken(project, now)) {
        waiting.set(id, count);
        return;
      }
      waiting.delete(id);
      const ttl = Math.floor(now / 1_000) + refusalDays * 86_400;
      await write({ ...key, at: now, reason, detail, count, ttl });
    },
  };
}
