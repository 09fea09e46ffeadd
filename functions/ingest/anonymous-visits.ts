/**
 * When the visits of visitors without a name began, shared by all containers. A browser that stores nothing cannot
 * say so itself. A visit goes on until 30 minutes have passed without a beacon (up to 31, since the last one is
 * noted once a minute), and ends with the UTC day, when the secret that names the visitor is gone.
 */
import {
  type DocumentClient,
  GetCommand,
  isConditionFailure,
  PutCommand,
  UpdateCommand,
} from '../shared/aws/document-client.ts';
import { type AnonymousVisitItem, anonymousVisitKey } from '../shared/project-items.ts';
import { RecentMap } from '../shared/recent-map.ts';

const minute = 60_000;
const noteEvery = minute;
const endsAfter = 30 * minute + noteEvery;
const dayMs = 86_400_000;
const maxVisits = 10_000;
/** Containers that begin or note the same visit at once; each loses to another at most a few times. */
const maxTries = 5;

export interface AnonymousClaim {
  project: string;
  visitor: string;
  document: string;
  seq: number;
  /** Bucket of a visit that begins at this time. */
  bucket: (beganAt: number) => Promise<number>;
  /** Asked before a visit begins; rejects where too many do. Gives what undoes it where another container was first. */
  begin: () => Promise<() => void>;
  /** Of receipt, ms. */
  now: number;
}

export type AnonymousVisit = Pick<AnonymousVisitItem, 'beganAt' | 'bucket' | 'document' | 'seq'>;

export interface AnonymousVisits {
  /** The visit that goes on, or one that begins with this beacon, whose `document` and `seq` it then has. */
  visit(claim: AnonymousClaim): Promise<AnonymousVisit>;
}

export function createAnonymousVisits(table: string, client: DocumentClient): AnonymousVisits {
  const cache = new RecentMap<AnonymousVisitItem>(maxVisits);
  type Key = Pick<AnonymousVisitItem, 'pk' | 'sk'>;

  const read = async (key: Key): Promise<AnonymousVisitItem | undefined> =>
    (await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item as
      | AnonymousVisitItem
      | undefined;

  /** Undefined where another container has written since. */
  const unlessOvertaken = async <Value>(write: () => Promise<Value>): Promise<Value | undefined> => {
    try {
      return await write();
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      return undefined;
    }
  };

  const note = (visit: AnonymousVisitItem, now: number) =>
    unlessOvertaken(async () => {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: visit.pk, sk: visit.sk },
          ConditionExpression: 'beganAt = :beganAt',
          UpdateExpression: 'SET lastAt = :now',
          ExpressionAttributeValues: { ':beganAt': visit.beganAt, ':now': now },
        }),
      );
      return { ...visit, lastAt: now };
    });

  const begin = async (key: Key, before: AnonymousVisitItem | undefined, claim: AnonymousClaim) => {
    const { document, seq, now } = claim;
    const undo = await claim.begin();
    const ttl = (Math.floor(now / dayMs) + 1) * (dayMs / 1_000);
    const bucket = await claim.bucket(now);
    const item: AnonymousVisitItem = { ...key, beganAt: now, lastAt: now, bucket, document, seq, ttl };
    const begun = await unlessOvertaken(async () => {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: item,
          ...(before
            ? {
                ConditionExpression: 'beganAt = :beganAt AND lastAt = :lastAt',
                ExpressionAttributeValues: { ':beganAt': before.beganAt, ':lastAt': before.lastAt },
              }
            : { ConditionExpression: 'attribute_not_exists(pk)' }),
        }),
      );
      return item;
    });
    if (!begun) undo();
    return begun;
  };

  return {
    async visit(claim) {
      const { project, visitor, now } = claim;
      const key = anonymousVisitKey(project, visitor);
      let known = cache.get(key.pk) ?? (await read(key));
      for (let tries = 0; tries < maxTries; tries += 1) {
        const goesOn = known !== undefined && now - known.lastAt < endsAfter;
        const fresh = goesOn && now - (known?.lastAt ?? 0) < noteEvery;
        const visit = fresh ? known : goesOn && known ? await note(known, now) : await begin(key, known, claim);
        if (visit) {
          cache.set(key.pk, visit);
          return visit;
        }
        known = await read(key);
      }
      throw new Error('the visit is written by too many containers at once; the sender tries again');
    },
  };
}
