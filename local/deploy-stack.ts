import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  GetTemplateCommand,
  type Stack,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  CreateBucketCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { AwsClients } from './aws-clients.ts';
import { type Assembly, type Asset, stackName } from './synth.ts';
import { zipFolder } from './zip.ts';

/** Account of the emulators, in whose name the bucket of assets is made. */
const assetBucket = (region: string) => `cdk-hnb659fds-assets-000000000000-${region}`;

export type Outputs = Record<string, string>;

export interface Deployed {
  outputs: Outputs;
  /** `unchanged` when what is deployed is this very template. */
  how: 'created' | 'updated' | 'unchanged';
}

/** Brings the stack to the template; truth is what the endpoint says, never what an earlier run remembers. */
export async function deployStack(
  { cloudFormation, s3 }: AwsClients,
  { template, assets }: Assembly,
  region: string,
): Promise<Deployed> {
  let stack = await describe(cloudFormation);
  if (stack?.StackStatus?.endsWith('_IN_PROGRESS')) stack = await settled(cloudFormation);
  if (stack && /^(CREATE_FAILED|ROLLBACK_|DELETE_FAILED)/.test(stack.StackStatus ?? '')) {
    await cloudFormation.send(new DeleteStackCommand({ StackName: stackName }));
    await settled(cloudFormation);
    stack = undefined;
  }
  if (stack && (await deployedTemplate(cloudFormation)) === template && !stack.StackStatus?.includes('ROLLBACK')) {
    return { outputs: outputsOf(stack), how: 'unchanged' };
  }

  await uploadAssets(s3, assets, region);
  const templateKey = assets.find(({ source }) => source.endsWith('.template.json'))?.key;
  const request = {
    StackName: stackName,
    TemplateURL: `https://s3.amazonaws.com/${assetBucket(region)}/${templateKey}`,
    Capabilities: ['CAPABILITY_IAM' as const],
  };
  const begun = new Date();
  if (stack) await cloudFormation.send(new UpdateStackCommand(request));
  else await cloudFormation.send(new CreateStackCommand(request));
  const after = await settled(cloudFormation);
  if (!after || !/^(CREATE|UPDATE)_COMPLETE$/.test(after.StackStatus ?? '')) {
    throw new Error(`CloudFormation ended with ${after?.StackStatus}:\n${await reasons(cloudFormation, begun)}`);
  }
  return { outputs: outputsOf(after), how: stack ? 'updated' : 'created' };
}

async function describe(client: CloudFormationClient): Promise<Stack | undefined> {
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName: stackName }));
    return Stacks.find(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
  } catch (error) {
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message))
      return undefined;
    throw error;
  }
}

/** The stack once nothing is in progress; undefined when it is gone. */
async function settled(client: CloudFormationClient): Promise<Stack | undefined> {
  const deadline = Date.now() + 300_000;
  while (Date.now() < deadline) {
    const stack = await describe(client);
    if (!stack?.StackStatus?.endsWith('_IN_PROGRESS')) return stack;
    await sleep(150);
  }
  throw new Error('CloudFormation did not finish within 5 minutes.');
}

async function deployedTemplate(client: CloudFormationClient): Promise<string | undefined> {
  return (await client.send(new GetTemplateCommand({ StackName: stackName }))).TemplateBody;
}

function outputsOf({ Outputs: outputs = [] }: Stack): Outputs {
  return Object.fromEntries(outputs.map(({ OutputKey, OutputValue }) => [OutputKey ?? '', OutputValue ?? '']));
}

async function reasons(client: CloudFormationClient, since: Date): Promise<string> {
  const { StackEvents = [] } = await client.send(new DescribeStackEventsCommand({ StackName: stackName }));
  const failed = StackEvents.filter(
    (event) => event.ResourceStatus?.endsWith('_FAILED') && (event.Timestamp ?? since) >= since,
  );
  const lines = failed.map(
    (event) => `${event.LogicalResourceId} (${event.ResourceType}): ${event.ResourceStatusReason}`,
  );
  return lines.reverse().join('\n') || 'it gave no reason; see the log of the emulator';
}

async function uploadAssets(s3: S3Client, assets: Asset[], region: string): Promise<void> {
  const Bucket = assetBucket(region);
  if (!(await exists(() => s3.send(new HeadBucketCommand({ Bucket })))))
    await s3.send(new CreateBucketCommand({ Bucket }));
  await Promise.all(
    assets.map(async ({ key: Key, source, zip }) => {
      if (await exists(() => s3.send(new HeadObjectCommand({ Bucket, Key })))) return;
      const Body = zip ? await zipFolder(source) : await readFile(source);
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    }),
  );
}

async function exists(head: () => Promise<unknown>): Promise<boolean> {
  try {
    await head();
    return true;
  } catch (error) {
    if (error instanceof Error && ['NotFound', 'NoSuchBucket', 'NoSuchKey'].includes(error.name)) return false;
    throw error;
  }
}
