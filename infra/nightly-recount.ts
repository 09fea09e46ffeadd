import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as Fn } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { metrics } from '#contracts/resources.ts';
import type { Alarms } from './alarms.ts';
import { ownMetric } from './own-metric.ts';
import type { Stage } from './stage.ts';

export interface NightlyRecountProps {
  stage: Stage;
  recounter: Fn;
  alarms: Alarms;
}

/** Recounts yesterday from the raw archive every night, and rings when a number drifted or the recount failed. */
export class NightlyRecount extends Construct {
  constructor(scope: Construct, id: string, { stage, recounter, alarms }: NightlyRecountProps) {
    super(scope, id);
    new Rule(this, 'EveryNight', {
      description: 'Yesterday is recounted from the raw archive',
      schedule: Schedule.cron({ hour: '4', minute: '30' }),
      targets: [new LambdaFunction(recounter, { retryAttempts: 2 })],
    });
    alarms.ring('Drift', {
      metric: ownMetric(metrics.counterDrift, stage),
      threshold: 1,
      description:
        'Counters of yesterday are not what the raw archive adds up to; the log of the reconcile function names them, npm run reconcile -- --fix mends them.',
    });
    alarms.ring('RecountFailing', {
      metric: recounter.metricErrors({ statistic: 'Sum', period: Duration.hours(1) }),
      threshold: 1,
      description: 'Yesterday could not be recounted; the log of the reconcile function has the reason.',
    });
  }
}
