/**
 * Who owns this installation: the first user who ever signed in with a confirmed address. A sign-up that is
 * never confirmed claims nothing, so a stranger who abandons one locks nobody out. To hand an installation
 * on by hand, delete the item `INSTALL` / `OWNER`: the next sign-in claims it.
 */
import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { ownerKey } from '../shared/project-items.ts';

export interface OwnerStore {
  /** The owner's id, if there is one. */
  read(): Promise<string | undefined>;
  /** Makes the user the owner if there is none, and says who is it now; of two at once exactly one wins. */
  claim(user: string, at: string): Promise<string>;
}

/** Keeps the owner in the projects table. */
export function createOwnerStore(
  table: string,
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient()),
): OwnerStore {
  const read = async () => {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: ownerKey, ConsistentRead: true }));
    return Item?.user as string | undefined;
  };

  return {
    read,
    async claim(user, at) {
      const owner = await read();
      if (owner !== undefined) return owner;
      try {
        await client.send(
          new PutCommand({
            TableName: table,
            Item: { ...ownerKey, user, at },
            ConditionExpression: 'attribute_not_exists(pk)',
          }),
        );
        return user;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        const winner = await read();
        if (winner === undefined) throw error;
        return winner;
      }
    },
  };
}
