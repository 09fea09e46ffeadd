/** A deployed Afterglow as commands work on it: the one that npm start runs, or a stage in an AWS account. */
import { existsSync } from 'node:fs';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { KinesisClient } from '@aws-sdk/client-kinesis';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { emulatorCredentials } from '../../local/aws-clients.ts';
import { placesOf } from '../../local/places.ts';
import { readReady } from '../../local/ready.ts';

/** There is nothing to work on; the message says what to do. */
export class NotDeployedError extends Error {
  override name = 'NotDeployedError' as const;
}

export interface Deployment {
  dynamo: DynamoDBClient;
  s3: S3Client;
  kinesis: KinesisClient;
  /** A name that its functions have in their environment, as TALLY_TABLE. */
  name(variable: string): string;
  serverSecret(): Promise<string>;
}

const stages = ['local', 'dev', 'prod'];

/** Finds the stage's stack, and the names in the environment of its functions. */
export async function openDeployment(stage: string, env: NodeJS.ProcessEnv): Promise<Deployment> {
  if (!stages.includes(stage)) throw new NotDeployedError(`There is no stage '${stage}'; choose ${stages.join(', ')}.`);
  const settings = stage === 'local' ? await localSettings(env) : {};
  const variables = await variablesOf(stage, settings);
  const name = (variable: string): string => {
    const value = variables[variable];
    if (!value)
      throw new NotDeployedError(`Stage ${stage} is of a version without ${variable}: deploy this one first.`);
    return value;
  };
  return {
    dynamo: new DynamoDBClient({ maxAttempts: 8, ...settings }),
    s3: new S3Client({ maxAttempts: 5, ...settings, ...(stage === 'local' ? { forcePathStyle: true } : {}) }),
    kinesis: new KinesisClient({ ...settings, requestHandler: new NodeHttpHandler() }),
    name,
    async serverSecret() {
      const client = new SecretsManagerClient(settings);
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: name('SERVER_SECRET_ARN') }));
      if (!SecretString)
        throw new NotDeployedError('The server secret is empty; deploy again so that it is generated.');
      return SecretString;
    },
  };
}

interface ClientSettings {
  endpoint?: string;
  region?: string;
  credentials?: { accessKeyId: string; secretAccessKey: string };
}

async function localSettings(env: NodeJS.ProcessEnv): Promise<ClientSettings> {
  const file = placesOf(env).ready;
  if (!existsSync(file)) {
    throw new NotDeployedError('No Afterglow runs here: start it with npm start, or name a stage with --stage.');
  }
  const { endpoint, region } = await readReady(file);
  return { endpoint, region, credentials: emulatorCredentials };
}

async function variablesOf(stage: string, settings: ClientSettings): Promise<Record<string, string>> {
  const outputs = await outputsOf(`afterglow-${stage}`, settings);
  const lambda = new LambdaClient(settings);
  const variables: Record<string, string> = {};
  for (const output of ['AggregateFunction', 'ReconcileFunction']) {
    const FunctionName = outputs[output];
    if (!FunctionName)
      throw new NotDeployedError(`Stage ${stage} is of a version without ${output}: deploy this one first.`);
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    Object.assign(variables, Environment?.Variables);
  }
  return variables;
}

async function outputsOf(stack: string, settings: ClientSettings): Promise<Record<string, string>> {
  try {
    const { Stacks = [] } = await new CloudFormationClient(settings).send(
      new DescribeStacksCommand({ StackName: stack }),
    );
    const outputs = Stacks[0]?.Outputs ?? [];
    return Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
  } catch (error) {
    const { name, message } = error as Error;
    if (/Region is missing/.test(message))
      throw new NotDeployedError('Say which region: AWS_REGION=eu-central-1, or a profile that has one.');
    if (name === 'CredentialsProviderError') {
      throw new NotDeployedError(`No credentials for AWS: sign in, or set AWS_PROFILE. (${message})`);
    }
    if (name === 'ValidationError' && /does not exist/.test(message)) {
      throw new NotDeployedError(
        `There is no ${stack} in this account and region: npm run deploy -- --stage NAME makes it.`,
      );
    }
    throw error;
  }
}
