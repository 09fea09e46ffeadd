import { type DocumentClient, GetCommand } from '../shared/aws/document-client.ts';
import { type ForgottenItem, forgottenKey } from '../shared/forgotten-items.ts';

export interface ForgottenReader {
  /** Whether a visitor of the project was erased, by `subjectOf`; ms. */
  has(project: string, visitor: string, now: number): Promise<boolean>;
}

/**
 * Reads the tombstones that consumers drop beacons by, in the `tally` table. Where they cannot be read nobody is
 * refused: what is let through is dropped all the same.
 */
export function createForgottenStore(
  table: string,
  client: DocumentClient,
  onFailure: (error: unknown) => void,
): ForgottenReader {
  return {
    async has(project, visitor, now) {
      // Every bucket has one; the first is there whatever the project's count was.
      const Key = forgottenKey(project, 0, visitor);
      try {
        const { Item } = await client.send(new GetCommand({ TableName: table, Key, ConsistentRead: true }));
        return Item !== undefined && (Item as ForgottenItem).ttl > now / 1_000;
      } catch (error) {
        onFailure(error);
        return false;
      }
    },
  };
}
