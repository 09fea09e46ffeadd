import { type DocumentClient, GetCommand } from '../shared/aws/document-client.ts';
import type { ProjectItem } from '../shared/project-items.ts';
import type { Usage } from '../shared/quota.ts';
import { type CounterItem, counterPartition, counterSort, monthStart } from '../shared/tally-items.ts';

export interface UsageReader {
  /** What a project took in the UTC month of `now`, as far as it has been counted. */
  usage(project: Pick<ProjectItem, 'id' | 'bucketCount'>, now: number): Promise<Usage>;
}

/** Reads what aggregate counts of quotas in the `tally` table, one item a bucket. */
export function createQuotaStore(table: string, client: DocumentClient): UsageReader {
  return {
    async usage({ id, bucketCount }, now) {
      const month = monthStart(now);
      const pk = counterPartition(id, 'human', 'usage', month);
      const found = await Promise.all(
        Array.from({ length: bucketCount }, async (_, bucket) => {
          const Key = { pk, sk: counterSort(month, '', bucket) };
          return (await client.send(new GetCommand({ TableName: table, Key }))).Item as CounterItem | undefined;
        }),
      );
      const sum = { events: 0, recordings: 0 };
      for (const { counts } of found.filter((item) => item !== undefined)) {
        sum.events += counts.events ?? 0;
        sum.recordings += counts.recordings ?? 0;
      }
      return sum;
    },
  };
}
