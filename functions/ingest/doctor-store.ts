/** What helps to say why nothing arrives, beside refusals: settings that were asked for, sites, and keys that nobody has. */
import { createHash } from 'node:crypto';
import { type DocumentClient, isConditionFailure, PutCommand, UpdateCommand } from '../shared/aws/document-client.ts';
import { type HostItem, type StrangerItem, statusPartition, strangersPartition } from '../shared/project-items.ts';
import { RecentMap } from '../shared/recent-map.ts';
import { localBucket } from './local-bucket.ts';

const minute = 60_000;
const hour = 3_600_000;
const keptDays = 7;
/** A project has at most this many sites noted, and the installation this many senders with a wrong key. */
const hostSlots = 16;
const strangerSlots = 256;
/** Writes that senders with a wrong key can cause: a burst, then one in 5 s. */
const burst = 10;
const refillMs = 5_000;
const maxKnown = 5_000;

export interface DoctorLog {
  /** A page of the project asked for its settings; ms. */
  configured(project: string, now: number): Promise<void>;
  /** A page of the project on this host sent what was counted. */
  arrived(project: string, host: string, now: number): Promise<void>;
  /** A page on this host uses a key that no project has. */
  unknownKey(host: string, key: string, now: number): Promise<void>;
}

export function createDoctorStore(table: string, client: DocumentClient): DoctorLog {
  const notedAt = new RecentMap<number>(maxKnown);
  const takeToken = localBucket(burst, refillMs);

  /** Whether it is time to note this again. */
  const isDue = (id: string, now: number, every: number): boolean => {
    if (now - (notedAt.get(id) ?? Number.NEGATIVE_INFINITY) < every) return false;
    notedAt.set(id, now);
    return true;
  };

  return {
    async configured(project, now) {
      if (!isDue(`CONFIG#${project}`, now, minute)) return;
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: statusPartition(project), sk: 'SEEN' },
          UpdateExpression: 'SET configAt = :now',
          ExpressionAttributeValues: { ':now': now },
        }),
      );
    },

    async arrived(project, host, now) {
      const sk = `HOST#${slotOf(host, hostSlots)}`;
      // By slot, not by host: what strangers send as an origin must not cause more writes than there are slots.
      if (!isDue(`${sk}#${project}`, now, hour)) return;
      const ttl = Math.floor(now / 1_000) + keptDays * 86_400;
      const item: HostItem = { pk: statusPartition(project), sk, host, at: now, ttl };
      await client.send(new PutCommand({ TableName: table, Item: item }));
    },

    async unknownKey(host, key, now) {
      const keyEnd = /^[\w-]{8,128}$/.test(key) ? key.slice(-4) : '';
      const sk = slotOf(host, strangerSlots);
      if (!isDue(`STRANGER#${sk}#${keyEnd}`, now, minute) || !takeToken(now)) return;
      const ttl = Math.floor(now / 1_000) + keptDays * 86_400;
      const item: StrangerItem = { pk: strangersPartition, sk, host, keyEnd, at: now, ttl, count: 1 };
      try {
        await client.send(
          new UpdateCommand({
            TableName: table,
            Key: { pk: item.pk, sk },
            ConditionExpression: '#host = :host AND keyEnd = :keyEnd',
            UpdateExpression: 'SET #at = :at, #ttl = :ttl ADD #count :one',
            ExpressionAttributeNames: { '#host': 'host', '#at': 'at', '#ttl': 'ttl', '#count': 'count' },
            ExpressionAttributeValues: { ':host': host, ':keyEnd': keyEnd, ':at': now, ':ttl': ttl, ':one': 1 },
          }),
        );
      } catch (error) {
        if (!isConditionFailure(error)) throw error;
        await client.send(new PutCommand({ TableName: table, Item: item }));
      }
    },
  };
}

const slotOf = (host: string, slots: number): string =>
  String(createHash('sha256').update(host).digest().readUInt16BE(0) % slots);
