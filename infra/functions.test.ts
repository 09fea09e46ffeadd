import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { prod, resource, resources, templateOf } from './test-templates.ts';

interface Policy {
  PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
}

describe('functions', () => {
  it('run on Node 24 and arm64, with logs that end', () => {
    prod.resourcePropertiesCountIs(
      'AWS::Lambda::Function',
      { Runtime: 'nodejs24.x', Architectures: ['arm64'], LoggingConfig: Match.anyValue() },
      9,
    );
    prod.resourcePropertiesCountIs('AWS::Logs::LogGroup', { RetentionInDays: 30 }, 9);
  });

  it('read the stream without giving up: no end by count or age, partial failures, a bucket, an alarm', () => {
    prod.resourceCountIs('AWS::Lambda::EventSourceMapping', 2);
    prod.allResourcesProperties('AWS::Lambda::EventSourceMapping', {
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      // A batch that takes more memory than there is would come again for ever.
      BisectBatchOnFunctionError: true,
      MaximumBatchingWindowInSeconds: 30,
      StartingPosition: 'TRIM_HORIZON',
      MaximumRetryAttempts: Match.absent(),
      MaximumRecordAgeInSeconds: Match.absent(),
      DestinationConfig: { OnFailure: { Destination: Match.anyValue() } },
    });
    for (const [reader, BatchSize] of [
      ['Record', 1_000],
      ['Aggregate', 10_000],
    ] as const) {
      const FunctionName = { Ref: Match.stringLikeRegexp(`^${reader}`) };
      prod.hasResourceProperties('AWS::Lambda::EventSourceMapping', { FunctionName, BatchSize });
    }
    prod.resourcePropertiesCountIs(
      'AWS::CloudWatch::Alarm',
      { MetricName: 'IteratorAge', Threshold: 300_000, AlarmActions: Match.anyValue() },
      2,
    );
  });

  it('ring when the stream refuses records or the API fails', () => {
    for (const MetricName of ['WriteProvisionedThroughputExceeded', '5xx']) {
      prod.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName, AlarmActions: Match.anyValue() });
    }
    prod.resourceCountIs('AWS::SNS::Subscription', 0);
    templateOf({ stage: 'prod', alarmEmail: 'me@example.com' }).hasResourceProperties('AWS::SNS::Subscription', {
      Endpoint: 'me@example.com',
      Protocol: 'email',
    });
  });

  it('ring when rate limits have no store', () => {
    prod.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Afterglow',
      MetricName: 'LimiterOpen',
      Dimensions: [{ Name: 'stage', Value: 'prod' }],
      Threshold: 1,
      AlarmActions: Match.anyValue(),
    });
  });

  it('lets auth alone set passwords and end sessions, in our pool alone', () => {
    const statements = resources<Policy>(prod, 'AWS::IAM::Policy').flatMap(([role, { Properties }]) =>
      Properties.PolicyDocument.Statement.filter(({ Action }) => JSON.stringify(Action).includes('cognito-idp:')).map(
        ({ Action, Resource }) => ({ role, Action, Resource }),
      ),
    );
    const [[pool] = []] = resources(prod, 'AWS::Cognito::UserPool');

    expect(statements).toEqual([
      {
        role: expect.stringMatching(/^AuthServiceRole/),
        Action: ['cognito-idp:AdminSetUserPassword', 'cognito-idp:AdminUserGlobalSignOut'],
        Resource: { 'Fn::GetAtt': [pool, 'Arn'] },
      },
    ]);
    expect(
      resource<{ Environment: { Variables: object } }>(prod, 'AWS::Lambda::Function', 'Auth').Environment.Variables,
    ).toMatchObject({ USER_POOL_ID: { Ref: pool } });
  });

  it('goes on with erasing every minute, and rings when that fails', () => {
    prod.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Jobs'), 'Arn'] } })],
    });
    prod.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^Jobs') } }],
      AlarmActions: Match.anyValue(),
    });
  });

  it('rings long before an erasure is late, also where every call is killed and there are few errors', () => {
    prod.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Afterglow',
      MetricName: 'OldestJobMinutes',
      Dimensions: [{ Name: 'stage', Value: 'prod' }],
      Statistic: 'Maximum',
      Threshold: 360,
      AlarmActions: Match.anyValue(),
    });
  });

  it('lets the function that erases put no item but jobs, and list no bucket of blocks', () => {
    const { Statement } = resource<Policy>(prod, 'AWS::IAM::Policy', 'JobsServiceRole').PolicyDocument;
    const over = (action: string) =>
      Statement.filter(({ Action }) => [Action].flat().includes(action)).map(({ Resource }) =>
        [...JSON.stringify(Resource).matchAll(/(?:Tables|Buckets)([A-Za-z]+?)[0-9A-F]{8}/g)].map((match) => match[1]),
      );

    expect(over('dynamodb:PutItem').flat()).toEqual(expect.arrayContaining(['jobs']));
    expect(new Set(over('dynamodb:PutItem').flat())).toEqual(new Set(['jobs']));
    expect(new Set(over('s3:ListBucket').flat())).toEqual(new Set(['Archive', 'Failures', 'Files']));
  });

  it('rings when a consumer refuses records that were accepted', () => {
    prod.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Afterglow',
      MetricName: 'RecordsRefused',
      Threshold: 1,
      AlarmActions: Match.anyValue(),
    });
  });

  it('recounts yesterday every night, and rings when a number drifted or it fails', () => {
    prod.hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'cron(30 4 * * ? *)',
      State: 'ENABLED',
      Targets: [Match.objectLike({ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Reconcile'), 'Arn'] } })],
    });
    prod.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'Afterglow',
      MetricName: 'CounterDrift',
      Dimensions: [{ Name: 'stage', Value: 'prod' }],
      Threshold: 1,
      TreatMissingData: 'notBreaching',
      AlarmActions: Match.anyValue(),
    });
    prod.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Errors',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: Match.stringLikeRegexp('^Reconcile') } }],
      Threshold: 1,
      AlarmActions: Match.anyValue(),
    });
  });

  it('lets the function that recounts write nothing', () => {
    const { Statement } = resource<Policy>(prod, 'AWS::IAM::Policy', 'ReconcileServiceRole').PolicyDocument;
    const actions = Statement.flatMap(({ Action }) => Action);

    expect(new Set(actions)).toEqual(
      new Set([
        'dynamodb:GetItem',
        'dynamodb:BatchGetItem',
        'dynamodb:Query',
        'dynamodb:Scan',
        's3:ListBucket',
        's3:GetObject',
        'secretsmanager:GetSecretValue',
      ]),
    );
  });

  const may = (action: string, role: string, table: string) =>
    resource<Policy>(prod, 'AWS::IAM::Policy', role).PolicyDocument.Statement.some(
      ({ Action, Resource }) => [Action].flat().includes(action) && JSON.stringify(Resource).includes(`Tables${table}`),
    );

  it('may query the table that has their tombstones', () => {
    expect(may('dynamodb:Query', 'AggregateServiceRole', 'tally')).toBe(true);
    expect(may('dynamodb:Query', 'RecordServiceRole', 'keys')).toBe(true);
  });

  it('may write only what they own', () => {
    const mayPut = (role: string, table: string) => may('dynamodb:PutItem', role, table);

    expect(mayPut('RecordServiceRole', 'recordings')).toBe(true);
    expect(mayPut('RecordServiceRole', 'tally')).toBe(false);
    expect(mayPut('AggregateServiceRole', 'tally')).toBe(true);
    expect(mayPut('AggregateServiceRole', 'recordings')).toBe(false);
    expect(mayPut('IngestServiceRole', 'projects')).toBe(false);
    for (const table of ['projects', 'tally', 'recordings', 'keys']) {
      expect(mayPut('QueryServiceRole', table)).toBe(false);
    }
  });
});
