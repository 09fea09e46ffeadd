/** The transactions by which a project, its memberships and its write keys change together. */
import {
  memberKey,
  membershipKey,
  type ProjectItem,
  projectKey,
  type Role,
  writeKeyKey,
} from '../shared/project-items.ts';
import type { KeyChange } from './write-keys.ts';

/** Condition on a project item: it exists and is not deleted. */
export const alive = 'attribute_exists(pk) AND attribute_not_exists(deletedAt)';

const newKey = (TableName: string, key: string, project: string) => ({
  Put: {
    TableName,
    Item: { ...writeKeyKey(key), project, expiresAt: null },
    ConditionExpression: 'attribute_not_exists(pk)',
  },
});

const expireKey = (TableName: string, { key, expiresAt }: { key: string; expiresAt: string }) => ({
  Update: {
    TableName,
    Key: writeKeyKey(key),
    // `ttl` in seconds: DynamoDB removes the item some time after, readers go by `expiresAt`.
    UpdateExpression: 'SET expiresAt = :expiresAt, #ttl = :ttl',
    ConditionExpression: 'attribute_exists(pk)',
    ExpressionAttributeNames: { '#ttl': 'ttl' },
    ExpressionAttributeValues: { ':expiresAt': expiresAt, ':ttl': Math.ceil(Date.parse(expiresAt) / 1_000) },
  },
});

/** A new project with its owner and first write key. */
export function creation(TableName: string, item: ProjectItem, owner: string) {
  const role: Role = 'owner';
  return [
    { Put: { TableName, Item: item, ConditionExpression: 'attribute_not_exists(pk)' } },
    { Put: { TableName, Item: { ...memberKey(item.id, owner), role } } },
    { Put: { TableName, Item: { ...membershipKey(owner, item.id), role } } },
    ...item.keys.map(({ key }) => newKey(TableName, key, item.id)),
  ];
}

/** A change of a project's keys, on the condition that they are still what was read; marks it deleted if told when. */
export function keyChange(TableName: string, before: ProjectItem, change: KeyChange, deletedAt?: string) {
  const known = new Set(before.keys.map(({ key }) => key));
  return [
    {
      Update: {
        TableName,
        Key: projectKey(before.id),
        UpdateExpression: `SET #keys = :keys${deletedAt === undefined ? '' : ', deletedAt = :at'}`,
        ConditionExpression: `${alive} AND #keys = :before`,
        ExpressionAttributeNames: { '#keys': 'keys' },
        ExpressionAttributeValues: {
          ':keys': change.keys,
          ':before': before.keys,
          ...(deletedAt === undefined ? {} : { ':at': deletedAt }),
        },
      },
    },
    ...change.keys.filter(({ key }) => !known.has(key)).map(({ key }) => newKey(TableName, key, before.id)),
    ...change.removed.map((key) => ({ Delete: { TableName, Key: writeKeyKey(key) } })),
    ...(change.expiring ? [expireKey(TableName, change.expiring)] : []),
  ];
}
