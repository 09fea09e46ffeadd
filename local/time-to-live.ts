import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { DescribeTimeToLiveCommand, type DynamoDBClient, UpdateTimeToLiveCommand } from '@aws-sdk/client-dynamodb';
import type { AwsClients } from './aws-clients.ts';
import { stackName } from './synth.ts';

/** Makes TTL really delete: the emulator's CloudFormation drops the setting without a word. */
export async function switchOnTimeToLive({ cloudFormation, dynamo }: AwsClients): Promise<void> {
  const tables = await physicalIds(cloudFormation, 'AWS::DynamoDB::Table');
  await Promise.all(tables.map((table) => switchOn(dynamo, table)));
}

async function switchOn(dynamo: DynamoDBClient, TableName: string): Promise<void> {
  const { TimeToLiveDescription } = await dynamo.send(new DescribeTimeToLiveCommand({ TableName }));
  if (TimeToLiveDescription?.TimeToLiveStatus === 'ENABLED') return;
  const TimeToLiveSpecification = { AttributeName: 'ttl', Enabled: true };
  await dynamo.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
}

/** Names of all resources of a type in the stack. */
async function physicalIds(client: CloudFormationClient, type: string): Promise<string[]> {
  const ids: string[] = [];
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName: stackName },
  )) {
    for (const { ResourceType, PhysicalResourceId } of StackResourceSummaries) {
      if (ResourceType === type && PhysicalResourceId) ids.push(PhysicalResourceId);
    }
  }
  return ids;
}
