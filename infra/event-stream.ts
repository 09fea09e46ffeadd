import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import { Construct } from 'constructs';
import type { Stage } from './stage.ts';

/** The Kinesis stream between ingest and its consumers. */
export class EventStream extends Construct {
  readonly stream: Stream;

  constructor(scope: Construct, id: string, { stage }: { stage: Stage }) {
    super(scope, id);
    const onDemand = stage.streamMode === 'on-demand';
    this.stream = new Stream(this, 'Stream', {
      streamMode: onDemand ? StreamMode.ON_DEMAND : StreamMode.PROVISIONED,
      ...(onDemand ? {} : { shardCount: 1 }),
      encryption: StreamEncryption.MANAGED,
      removalPolicy: stage.dataRemoval,
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
