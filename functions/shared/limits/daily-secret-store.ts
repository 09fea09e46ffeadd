import { randomBytes } from 'node:crypto';
import { type DocumentClient, GetCommand, isConditionFailure, PutCommand } from '../aws/document-client.ts';
import { type DailySecretItem, dailySecretKey } from '../project-items.ts';
import { utcDay } from '../tally-items.ts';

const day = 86_400_000;

/**
 * The secret of a UTC day, the same in all containers, under which addresses are hashed. There is one item,
 * which the next day overwrites, or the jobs function removes: what was hashed yesterday cannot be hashed again.
 */
export function createDailySecretStore(
  table: string,
  client: DocumentClient,
  random: () => string = () => randomBytes(32).toString('base64url'),
): (now: number) => Promise<string> {
  let known: Pick<DailySecretItem, 'day' | 'secret'> | undefined;

  const read = async (now: number): Promise<Pick<DailySecretItem, 'day' | 'secret'>> => {
    const today = utcDay(now);
    const ttl = (Math.floor(now / day) + 1) * (day / 1_000);
    const item: DailySecretItem = { ...dailySecretKey, day: today, secret: random(), ttl };
    try {
      await client.send(
        new PutCommand({
          TableName: table,
          Item: item,
          ConditionExpression: 'attribute_not_exists(pk) OR #day < :today',
          ExpressionAttributeNames: { '#day': 'day' },
          ExpressionAttributeValues: { ':today': today },
        }),
      );
      return item;
    } catch (error) {
      if (!isConditionFailure(error)) throw error;
    }
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: dailySecretKey, ConsistentRead: true }));
    const stored = Item as DailySecretItem | undefined;
    if (!stored) throw new Error('the secret of the day is gone; the next request makes another');
    return stored;
  };

  return async (now) => {
    // Around midnight another container's clock may be ahead: its day counts.
    if (!known || known.day < utcDay(now)) known = await read(now);
    return known.secret;
  };
}
