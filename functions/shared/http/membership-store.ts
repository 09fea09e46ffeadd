import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import { completeSettings } from '#contracts/project-settings.ts';
import { type MemberItem, memberKey, type ProjectItem, projectKey } from '../project-items.ts';
import type { MembershipReader } from './guard.ts';

/** Reads memberships from the projects table, strongly consistent, so that who was removed is out at once. */
export function createMembershipStore(
  table: string,
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient()),
): MembershipReader {
  const read = async (key: { pk: string; sk: string }) =>
    (await client.send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }))).Item;

  return {
    async read(user, project) {
      const [member, item] = await Promise.all([read(memberKey(project, user)), read(projectKey(project))]);
      if (!member || !item || item.deletedAt !== undefined) return undefined;
      const settings = completeSettings(item.settings);
      return { role: (member as MemberItem).role, item: { ...(item as ProjectItem), settings } };
    },
  };
}
