import { createHash } from 'node:crypto';
import { type DocumentClient, GetCommand, isConditionFailure, PutCommand } from '../shared/aws/document-client.ts';
import { type SessionSecretItem, sessionSecretKey } from '../shared/project-items.ts';

const maxSessions = 10_000;
const dayInSeconds = 86_400;

export interface SessionClaim {
  project: string;
  session: string;
  secret: string;
  /** Computes the bucket of a session that nobody has begun. */
  bucket: () => Promise<number>;
  /** How long what the session leaves behind is kept; the claim outlives it. */
  keptDays: number;
  /** ms. */
  now: number;
}

export interface SessionGate {
  /** The session's bucket, or undefined where it belongs to whoever has another secret. */
  claim(claim: SessionClaim): Promise<number | undefined>;
}

/** Gives a session to whoever began it, for as long as its data is kept; cached per container. */
export function createSessionStore(table: string, client: DocumentClient): SessionGate {
  const cache = new Map<string, Pick<SessionSecretItem, 'hash' | 'bucket'>>();

  /** What stands under the session: what was put, or what was there before. */
  const put = async (item: SessionSecretItem, now: number): Promise<SessionSecretItem> => {
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk) OR #ttl < :now',
          ExpressionAttributeNames: { '#ttl': 'ttl' },
          ExpressionAttributeValues: { ':now': now },
        }),
      );
      return item;
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
      const { pk, sk } = item;
      const { Item } = await client.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }));
      if (!Item) throw new Error('the item that was in the way is gone; the sender tries again', { cause: error });
      return Item as SessionSecretItem;
    }
  };

  return {
    async claim({ project, session, secret, bucket, keptDays, now }) {
      const hash = createHash('sha256').update(secret).digest('base64url');
      const key = sessionSecretKey(project, session);
      let known = cache.get(key.pk);
      if (!known) {
        const seconds = Math.floor(now / 1_000);
        const ttl = seconds + (keptDays + 2) * dayInSeconds;
        const stored = await put({ ...key, hash, bucket: await bucket(), ttl }, seconds);
        known = { hash: stored.hash, bucket: stored.bucket };
        cache.set(key.pk, known);
        if (cache.size > maxSessions) cache.delete(cache.keys().next().value ?? '');
      }
      return known.hash === hash ? known.bucket : undefined;
    },
  };
}
