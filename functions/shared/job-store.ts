import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { dueKey, type JobItem, jobKey } from './job-items.ts';

export interface JobStore {
  /** Puts the job where the runner finds it. */
  create(job: JobItem): Promise<void>;
  read(user: string, id: string): Promise<JobItem | undefined>;
  /** Newest first; `after` is the id that the page before ended with. */
  list(
    user: string,
    page: { project: string | undefined; limit: number; after: string | undefined },
  ): Promise<{ items: JobItem[]; last: string | undefined }>;
}

/** Jobs as those who ask for them see them. */
export function createJobStore(
  table: string,
  client: DynamoDBDocumentClient = DynamoDBDocumentClient.from(new DynamoDBClient(), {
    marshallOptions: { removeUndefinedValues: true },
  }),
): JobStore {
  const TableName = table;
  return {
    async create(job) {
      await client.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName, Item: job } },
            { Put: { TableName, Item: { ...dueKey(job.id), user: job.user } } },
          ],
        }),
      );
    },

    async read(user, id) {
      const { Item } = await client.send(new GetCommand({ TableName, Key: jobKey(user, id), ConsistentRead: true }));
      return Item as JobItem | undefined;
    },

    async list(user, { project, limit, after }) {
      const items: JobItem[] = [];
      let start = after === undefined ? undefined : jobKey(user, after);
      do {
        const page = await client.send(
          new QueryCommand({
            TableName,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': jobKey(user, '').pk, ...(project ? { ':project': project } : {}) },
            ...(project
              ? { FilterExpression: '#project = :project', ExpressionAttributeNames: { '#project': 'project' } }
              : {}),
            ScanIndexForward: false,
            ConsistentRead: true,
            Limit: limit,
            ...(start ? { ExclusiveStartKey: start } : {}),
          }),
        );
        items.push(...((page.Items ?? []) as JobItem[]));
        start = page.LastEvaluatedKey as typeof start;
      } while (start && items.length < limit);
      const page = items.slice(0, limit);
      return { items: page, last: start || items.length > limit ? page.at(-1)?.id : undefined };
    },
  };
}
