import { Duration } from 'aws-cdk-lib';
import { Grant } from 'aws-cdk-lib/aws-iam';
import type { Stream } from 'aws-cdk-lib/aws-kinesis';
import { type Function as LambdaFunction, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { KinesisEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';

export interface StreamConsumerProps {
  stream: Stream;
  consumer: LambdaFunction;
  /** How long a batch is gathered. */
  window: Duration;
  batchSize: number;
  /** Takes what Lambda itself gives up, which it does only when the stream has lost it. */
  failures: IBucket;
  alarms: Alarms;
}

/**
 * A function reads the stream. Retries end neither by count nor by age, since a half-applied record must
 * not come back under another number; a batch that runs out of time or memory is cut in two.
 */
export class StreamConsumer extends Construct {
  constructor(scope: Construct, id: string, props: StreamConsumerProps) {
    super(scope, id);
    props.consumer.addEventSource(
      new KinesisEventSource(props.stream, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: props.batchSize,
        maxBatchingWindow: props.window,
        reportBatchItemFailures: true,
        bisectBatchOnError: true,
        onFailure: { bind: () => ({ destination: this.grantFailures(props).bucketArn }) },
      }),
    );
    props.alarms.ring(`${id}Lag`, {
      metric: props.consumer.metric('IteratorAge', { statistic: 'Maximum', period: Duration.minutes(1) }),
      threshold: Duration.minutes(5).toMilliseconds(),
      description: `${id} is 5 minutes behind: it tries a record again and again, or traffic is above what it can do.`,
    });
  }

  /** What Lambda needs to put there, which is less than CDK's own destination gives. */
  private grantFailures({ consumer, failures }: StreamConsumerProps): IBucket {
    const grant = (action: string, arn: string) =>
      Grant.addToPrincipal({ grantee: consumer, actions: [action], resourceArns: [arn] }).assertSuccess();
    grant('s3:PutObject', failures.arnForObjects('*'));
    grant('s3:ListBucket', failures.bucketArn);
    return failures;
  }
}
