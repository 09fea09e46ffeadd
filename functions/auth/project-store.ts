/** Projects, memberships and write keys in the projects table; a change of several items is one transaction. */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  TransactionCanceledException,
} from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  BatchWriteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  QueryCommand,
  TransactWriteCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ProjectPatch } from '#contracts/project.ts';
import type { VerifiedProject } from '../shared/http/guard.ts';
import { memberKey, membershipKey, type ProjectItem, projectKey, type Role } from '../shared/project-items.ts';
import { missingGroups, patchExpression } from './patch-expression.ts';
import { alive, creation, keyChange } from './project-transaction.ts';
import type { KeyChange, Keys } from './write-keys.ts';

export interface ProjectStore {
  create(item: ProjectItem, owner: string): Promise<void>;
  /** Projects of a user in order of creation; `after` is the id that the page before ended with. */
  list(
    user: string,
    page: { limit: number; after: string | undefined },
  ): Promise<{ items: { item: ProjectItem; role: Role }[]; last: string | undefined }>;
  /** The project after the patch, or undefined when it is gone. */
  patch(project: VerifiedProject, patch: ProjectPatch): Promise<ProjectItem | undefined>;
  /** Applies a change to the keys as they are now, or answers undefined when the project is gone. */
  changeKeys(project: VerifiedProject, change: (keys: Keys) => KeyChange): Promise<ProjectItem | undefined>;
  /** Marks the project deleted and stops its keys, then removes its memberships. */
  remove(project: VerifiedProject, at: string): Promise<void>;
}

const tries = 6;
/** DynamoDB takes as many keys in one BatchGet, and a quarter of it in one BatchWrite. */
const batchGet = 100;
const batchWrite = 25;

/** Keeps projects in a table. */
export function createProjectStore(
  table: string,
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient()),
): ProjectStore {
  const TableName = table;
  const read = async (id: string) => {
    const { Item } = await client.send(new GetCommand({ TableName, Key: projectKey(id), ConsistentRead: true }));
    return Item && Item.deletedAt === undefined ? (Item as ProjectItem) : undefined;
  };

  const readAll = async (ids: string[]): Promise<Map<string, ProjectItem>> => {
    const found = new Map<string, ProjectItem>();
    for (let at = 0; at < ids.length; at += batchGet) {
      let keys: Record<string, unknown>[] = ids.slice(at, at + batchGet).map(projectKey);
      for (let round = 0; keys.length > 0; round += 1) {
        if (round === tries) throw new Error('DynamoDB left project items unprocessed');
        const { Responses, UnprocessedKeys } = await client.send(
          new BatchGetCommand({ RequestItems: { [TableName]: { Keys: keys, ConsistentRead: true } } }),
        );
        for (const item of (Responses?.[TableName] ?? []) as ProjectItem[]) found.set(item.id, item);
        keys = UnprocessedKeys?.[TableName]?.Keys ?? [];
      }
    }
    return found;
  };

  /** Reads, changes and writes until nobody else wrote in between. */
  const change = async (id: string, decide: (keys: Keys) => KeyChange, deletedAt?: string) => {
    for (let round = 0; ; round += 1) {
      const before = await read(id);
      if (!before) return undefined;
      const decided = decide(before.keys);
      try {
        await client.send(
          new TransactWriteCommand({ TransactItems: keyChange(TableName, before, decided, deletedAt) }),
        );
        return { ...before, keys: decided.keys };
      } catch (error) {
        if (!(error instanceof TransactionCanceledException) || round === tries) throw error;
      }
    }
  };

  /** Tidies up after a deletion: memberships of a deleted project let nobody in, and lists skip them. */
  const removeMembers = async (id: string) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :member)',
        ExpressionAttributeValues: { ':pk': projectKey(id).pk, ':member': memberKey(id, '').sk },
      }),
    );
    const users = Items.map(({ sk }) => String(sk).slice(memberKey(id, '').sk.length));
    let requests = users
      .flatMap((user) => [memberKey(id, user), membershipKey(user, id)])
      .map((Key) => ({ DeleteRequest: { Key: Key as Record<string, unknown> } }));
    for (let round = 0; requests.length > 0; round += 1) {
      if (round === tries + users.length) throw new Error('DynamoDB left memberships unprocessed');
      const { UnprocessedItems } = await client.send(
        new BatchWriteCommand({ RequestItems: { [TableName]: requests.slice(0, batchWrite) } }),
      );
      const left = (UnprocessedItems?.[TableName] ?? []) as typeof requests;
      requests = [...left, ...requests.slice(batchWrite)];
    }
  };

  return {
    async create(item, owner) {
      await client.send(new TransactWriteCommand({ TransactItems: creation(TableName, item, owner) }));
    },

    async list(user, { limit, after }) {
      const prefix = membershipKey(user, '').sk;
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :pk AND begins_with(sk, :project)',
          ExpressionAttributeValues: { ':pk': membershipKey(user, '').pk, ':project': prefix },
          Limit: limit,
          ConsistentRead: true,
          ...(after === undefined ? {} : { ExclusiveStartKey: membershipKey(user, after) }),
        }),
      );
      const ids = Items.map(({ sk }) => String(sk).slice(prefix.length));
      const projects = await readAll(ids);
      const items = Items.flatMap(({ role }, index) => {
        const item = projects.get(ids[index] ?? '');
        return item && item.deletedAt === undefined ? [{ item, role: role as Role }] : [];
      });
      return { items, last: LastEvaluatedKey ? ids.at(-1) : undefined };
    },

    async patch(project, patch) {
      const expression = patchExpression(patch);
      if (!expression) return read(project.id);
      try {
        const before = await read(project.id);
        const missing = before && missingGroups(before.settings, patch);
        if (missing) {
          const update = { TableName, Key: projectKey(project.id), ConditionExpression: alive };
          await client.send(new UpdateCommand({ ...update, ...missing }));
        }
        const { Attributes } = await client.send(
          new UpdateCommand({
            TableName,
            Key: projectKey(project.id),
            ...expression,
            ConditionExpression: alive,
            ReturnValues: 'ALL_NEW',
          }),
        );
        return Attributes as ProjectItem;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return undefined;
        throw error;
      }
    },

    changeKeys: (project, decide) => change(project.id, decide),

    async remove(project, at) {
      const gone = await change(project.id, (keys) => ({ keys: [], removed: keys.map(({ key }) => key) }), at);
      if (gone) await removeMembers(project.id);
    },
  };
}
