import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';

export interface AwsClients {
  cloudFormation: CloudFormationClient;
  dynamo: DynamoDBClient;
  lambda: LambdaClient;
  s3: S3Client;
}

/** What every emulator takes. */
export const emulatorCredentials = { accessKeyId: 'test', secretAccessKey: 'test' };

/** Clients of the emulated AWS. */
export function awsClients(endpoint: string, region: string): AwsClients {
  const settings = { endpoint, region, credentials: emulatorCredentials };
  return {
    cloudFormation: new CloudFormationClient(settings),
    dynamo: new DynamoDBClient(settings),
    lambda: new LambdaClient(settings),
    s3: new S3Client({ ...settings, forcePathStyle: true }),
  };
}
