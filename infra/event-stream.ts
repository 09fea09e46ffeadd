import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { Stage } from './stage.ts';

/** The Kinesis stream between ingest and its consumers. */
export class EventStream extends Construct {
  readonly stream: Stream;
  /** Into how many buckets a project's sessions spread, which is what more than one shard needs (ADR 21). */
  readonly buckets: { BUCKETS: `${number}` };

  constructor(scope: Construct, id: string, { stage, alarms }: { stage: Stage; alarms: Alarms }) {
    super(scope, id);
    const onDemand = stage.streamMode === 'on-demand';
    this.buckets = { BUCKETS: onDemand ? '4' : '1' };
    this.stream = new Stream(this, 'Stream', {
      streamMode: onDemand ? StreamMode.ON_DEMAND : StreamMode.PROVISIONED,
      ...(onDemand ? {} : { shardCount: 1 }),
      encryption: StreamEncryption.MANAGED,
      removalPolicy: stage.dataRemoval,
    });
    alarms.ring('StreamFull', {
      metric: this.stream.metricWriteProvisionedThroughputExceeded({ statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 1,
      description: 'The stream refuses records: add a shard, or deploy with -c streamMode=on-demand.',
    });
  }

  grantPut(fn: IGrantable): { STREAM_NAME: string } {
    this.stream.grant(fn, 'kinesis:PutRecord');
    return { STREAM_NAME: this.stream.streamName };
  }

  /** The stream's creation time is the epoch of its sequence numbers; reading records is the mapping's own permission. */
  grantDescribe(fn: IGrantable): { STREAM_NAME: string } {
    this.stream.grant(fn, 'kinesis:DescribeStreamSummary');
    return { STREAM_NAME: this.stream.streamName };
  }
}
