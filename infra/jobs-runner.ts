import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as Fn } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';

export interface JobsRunnerProps {
  runner: Fn;
  alarms: Alarms;
}

/** Calls the function that erases and exports every minute; what it did not finish it goes on with at the next call. */
export class JobsRunner extends Construct {
  constructor(scope: Construct, id: string, { runner, alarms }: JobsRunnerProps) {
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
  }
}
