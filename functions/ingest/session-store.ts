import { hash as digest } from 'node:crypto';
import { type DocumentClient, GetCommand, isConditionFailure, PutCommand } from '../shared/aws/document-client.ts';
import { type SessionSecretItem, sessionSecretKey } from '../shared/project-items.ts';
import { RecentMap } from '../shared/recent-map.ts';

const maxSessions = 10_000;
const dayInSeconds = 86_400;
/**
 * A tracker's session ends after a day, and what it could not send waits a day more. Past this nobody goes on
 * with it, so that the claim, which is kept longer than any data, outlives all that was written under it.
 */
const longestSession = 7 * dayInSeconds;

export interface SessionClaim {
  project: string;
  session: string;
  secret: string;
  /** Computes the bucket of a session that nobody has begun. */
  bucket: () => Promise<number>;
  /** Asked before a session begins, and again after an erasure in its project; rejects where nothing of it may be taken. */
  admit: () => Promise<void>;
  /** The project's last erasure: what was cached before another one is looked up again. */
  lastErasure: string | undefined;
  /** Asked before a session begins; rejects where too many do. Gives what undoes it where the session had begun before. */
  begin: () => Promise<() => void>;
  /** How long what the session leaves behind is kept; the claim outlives it. */
  keptDays: number;
  /** ms. */
  now: number;
}

export interface SessionGate {
  /** The session's bucket, or undefined where it belongs to whoever has another secret, or ended long ago. */
  claim(claim: SessionClaim): Promise<number | undefined>;
}

interface Cached extends Pick<SessionSecretItem, 'hash' | 'bucket' | 'since'> {
  lastErasure: string | undefined;
}

/** No secret has it. */
const nobodys = '';

/** Gives a session to whoever began it, for as long as its data is kept; cached per container. */
export function createSessionStore(table: string, client: DocumentClient): SessionGate {
  const cache = new RecentMap<Cached>(maxSessions);

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
      const found = await read(item);
      if (!found) throw new Error('the item that was in the way is gone; the sender tries again', { cause: error });
      return found;
    }
  };

  const read = async ({ pk, sk }: Pick<SessionSecretItem, 'pk' | 'sk'>): Promise<SessionSecretItem | undefined> =>
    (await client.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }))).Item as
      | SessionSecretItem
      | undefined;

  /** What stands under the session, which begins if there is nothing and it may. */
  const beginOrFind = async (item: SessionSecretItem, now: number, begin: SessionClaim['begin']) => {
    let undo: () => void;
    try {
      undo = await begin();
    } catch (refusal) {
      const found = await read(item);
      if (found && found.ttl >= now) return found;
      throw refusal;
    }
    const stored = await put(item, now);
    if (stored !== item) undo();
    return stored;
  };

  /** A session that was cached before an erasure in its project, which may have been of it or of its visitor. */
  const lookAgain = async (
    key: Pick<SessionSecretItem, 'pk' | 'sk'>,
    { admit, lastErasure }: Pick<SessionClaim, 'admit' | 'lastErasure'>,
    now: number,
  ): Promise<Cached | undefined> => {
    try {
      await admit();
    } catch (refusal) {
      cache.set(key.pk, { hash: nobodys, bucket: 0, lastErasure });
      throw refusal;
    }
    const stored = await read(key);
    if (!stored || stored.ttl < now) return undefined;
    const known = { hash: stored.hash, bucket: stored.bucket, since: stored.since ?? now, lastErasure };
    cache.set(key.pk, known);
    return known;
  };

  return {
    async claim({ project, session, secret, bucket, admit, lastErasure, begin, keptDays, now }) {
      const hash = digest('sha256', secret, 'base64url');
      const key = sessionSecretKey(project, session);
      const seconds = Math.floor(now / 1_000);
      let known = cache.get(key.pk);
      // Whoever has another secret is refused as before: who is no part of the session closes it for nobody.
      if (known?.hash === hash && known.lastErasure !== lastErasure) {
        known = await lookAgain(key, { admit, lastErasure }, seconds);
      }
      if (!known) {
        await admit();
        const ttl = seconds + (keptDays + 2) * dayInSeconds + longestSession;
        const item = { ...key, hash, bucket: await bucket(), since: seconds, ttl };
        const { since = seconds, ...stored } = await beginOrFind(item, seconds, begin);
        known = { hash: stored.hash, bucket: stored.bucket, since, lastErasure };
        cache.set(key.pk, known);
      }
      const { since = 0 } = known;
      return known.hash === hash && now / 1_000 - since <= longestSession ? known.bucket : undefined;
    },
  };
}
