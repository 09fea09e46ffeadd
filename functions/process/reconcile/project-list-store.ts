import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { completeSettings } from '#contracts/project-settings.ts';
import { type ProjectItem, projectKey } from '../../shared/project-items.ts';

export type ListedProject = Pick<ProjectItem, 'id' | 'timeZone'> & { eventDays: number };
export type FoundProject = Pick<ProjectItem, 'id' | 'timeZone' | 'settings'>;

/** Projects as whatever recounts needs them. */
export class ProjectListStore {
  private readonly client: DynamoDBDocumentClient;
  private readonly table: string;

  constructor(table: string, client = new DynamoDBClient({ maxAttempts: 8 })) {
    this.table = table;
    this.client = DynamoDBDocumentClient.from(client);
  }

  /** All projects that are not deleted. */
  async all(): Promise<ListedProject[]> {
    const projects: ListedProject[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await this.client.send(
        new ScanCommand({
          TableName: this.table,
          FilterExpression: 'sk = :meta AND begins_with(pk, :project) AND attribute_not_exists(deletedAt)',
          ExpressionAttributeValues: { ':meta': 'META', ':project': 'PROJECT#' },
          ProjectionExpression: '#id, #timeZone, #settings',
          ExpressionAttributeNames: { '#id': 'id', '#timeZone': 'timeZone', '#settings': 'settings' },
          ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}),
        }),
      );
      const found = (page.Items ?? []) as FoundProject[];
      projects.push(
        ...found.map(({ id, timeZone, settings }) => ({
          id,
          timeZone,
          eventDays: completeSettings(settings).eventDays,
        })),
      );
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return projects;
  }

  async get(id: string): Promise<FoundProject | undefined> {
    const { Item } = await this.client.send(new GetCommand({ TableName: this.table, Key: projectKey(id) }));
    const project = Item as ProjectItem | undefined;
    return project && !project.deletedAt ? { ...project, settings: completeSettings(project.settings) } : undefined;
  }
}
