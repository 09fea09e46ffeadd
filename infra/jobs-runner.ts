import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as Fn } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { oldestJobMetric } from '#contracts/resources.ts';
import type { Alarms } from './alarms.ts';
import { ownMetric } from './own-metric.ts';
import type { Stage } from './stage.ts';

/** Erasing is promised within 24 hours: what is left after these is to look why it is not done, and to mend it. */
const lateMinutes = 6 * 60;

export interface JobsRunnerProps {
  stage: Stage;
  runner: Fn;
  alarms: Alarms;
}

/** Calls the function that erases and exports every minute; what it did not finish it goes on with at the next call. */
export class JobsRunner extends Construct {
  constructor(scope: Construct, id: string, { stage, runner, alarms }: JobsRunnerProps) {
    super(scope, id);
    new Rule(this, 'EveryMinute', {
      description: 'Erasing, exporting and retention go on',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(runner, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
    alarms.ring('JobsFailing', {
      metric: runner.metricErrors({ statistic: 'Sum', period: Duration.hours(1) }),
      threshold: 10,
      description:
        'Erasing, exporting or retention fails again and again; the log of the jobs function has the reason.',
    });
    // A call that is killed, again and again, is at most four errors an hour: only what it leaves undone tells of it.
    alarms.ring('JobsLate', {
      metric: ownMetric(oldestJobMetric, stage).with({ statistic: 'Maximum' }),
      threshold: lateMinutes,
      description:
        'An erasure, an export or retention is not done 6 hours after it was asked for; erasing is promised within 24. The log of the jobs function has the reason.',
    });
  }
}
