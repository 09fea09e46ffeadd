import { RemovalPolicy } from 'aws-cdk-lib';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Node } from 'constructs';

export const stageNames = ['local', 'dev', 'prod'] as const;
export type StageName = (typeof stageNames)[number];

/** What differs between stages; everything else is the same app. */
export interface Stage {
  name: StageName;
  /** What happens to tables, buckets, users and secrets when they leave the stack. */
  dataRemoval: RemovalPolicy;
  /** Deletion is refused until it is switched off by hand. */
  protectData: boolean;
  logRetention: RetentionDays;
  architecture: Architecture;
  /** `provisioned`: one shard, about $11 a month; `on-demand`: about $30, scales by itself. */
  streamMode: 'provisioned' | 'on-demand';
  /** Who is told by alarms. */
  alarmEmail?: string;
  /** Own domain of the dashboard and tracker, with its certificate in us-east-1. */
  domain?: { name: string; certificateArn: string };
  /** Folder of what is built and deployed: functions, tracker, dashboard. */
  dist: string;
  /** At `local`: where the emulated AWS listens. */
  emulator?: { host: string; port: number; https: boolean };
}

/** Reads the stage from CDK context: `-c stage=prod`, `-c streamMode=on-demand`, `-c alarmEmail=…`, `-c domain=… -c certificateArn=…`. */
export function stageOf(node: Node, dist: string): Stage {
  const text = (key: string): string | undefined => {
    const value: unknown = node.tryGetContext(key);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const name = oneOf('stage', stageNames, text('stage') ?? 'dev');
  const streamMode = oneOf('streamMode', ['provisioned', 'on-demand'], text('streamMode') ?? 'provisioned');
  const alarmEmail = text('alarmEmail');
  const prod = name === 'prod';
  return {
    name,
    dataRemoval: prod ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    protectData: prod,
    dist,
    logRetention: prod ? RetentionDays.ONE_MONTH : RetentionDays.ONE_WEEK,
    architecture: name === 'local' && process.arch === 'x64' ? Architecture.X86_64 : Architecture.ARM_64,
    streamMode,
    ...(alarmEmail ? { alarmEmail } : {}),
    ...domainOf(text('domain'), text('certificateArn')),
    ...(name === 'local' ? { emulator: emulatorOf(text('endpoint')) } : {}),
  };
}

function oneOf<T extends string>(key: string, allowed: readonly T[], value: string): T {
  const found = allowed.find((one) => one === value);
  if (!found) throw new Error(`Context ${key} is '${value}'; choose one of ${allowed.join(', ')}.`);
  return found;
}

function domainOf(name: string | undefined, certificateArn: string | undefined): Pick<Stage, 'domain'> {
  if (!name && !certificateArn) return {};
  if (!name || !certificateArn) throw new Error('Give both -c domain=NAME and -c certificateArn=ARN, or neither.');
  return { domain: { name, certificateArn } };
}

function emulatorOf(endpoint: string | undefined): NonNullable<Stage['emulator']> {
  if (!endpoint)
    throw new Error('Stage local needs the emulator: -c endpoint=http://127.0.0.1:4566 (npm start does it).');
  const { hostname, port, protocol } = new URL(endpoint);
  const https = protocol === 'https:';
  return { host: hostname, port: Number(port || (https ? 443 : 80)), https };
}
