import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { dev, local, prod, resources, templateOf } from './test-templates.ts';

/** How many buckets refuse plain http. */
function tlsOnly(template: Template): number {
  return resources(template, 'AWS::S3::BucketPolicy').filter(([, { Properties }]) =>
    JSON.stringify(Properties).includes('{"Bool":{"aws:SecureTransport":"false"}},"Effect":"Deny"'),
  ).length;
}

describe('data', () => {
  it('keeps tables on demand, with TTL and recovery: a week for what holds keys or names the erased, none for what ends with the day', () => {
    prod.resourceCountIs('AWS::DynamoDB::Table', 7);
    prod.allResourcesProperties('AWS::DynamoDB::Table', {
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
    });
    interface Table {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: boolean; RecoveryPeriodInDays?: number };
    }
    for (const [id, { Properties }] of resources<Table>(prod, 'AWS::DynamoDB::Table')) {
      const { PointInTimeRecoveryEnabled: on, RecoveryPeriodInDays: days } =
        Properties.PointInTimeRecoverySpecification;
      const wanted = /daily/i.test(id) ? [false, undefined] : [true, /keys|recordings|jobs/.test(id) ? 7 : 35];
      expect([id, on, days]).toEqual([id, ...wanted]);
    }
  });

  it('lets jobs delete from the table of the day’s secret and do nothing else there, and ingest and files write it alone', () => {
    interface Policy {
      PolicyDocument: { Statement: { Action: string | string[]; Resource: unknown }[] };
    }
    const granted = resources<Policy>(prod, 'AWS::IAM::Policy').flatMap(([role, { Properties }]) =>
      Properties.PolicyDocument.Statement.filter(({ Resource }) =>
        JSON.stringify(Resource).includes('Tablesdaily'),
      ).map(({ Action }): [string, string[]] => [role.replace(/ServiceRole.*/, ''), [Action].flat()]),
    );
    const { Jobs, ...others } = Object.fromEntries(granted);

    expect(granted).toHaveLength(3);
    expect(Jobs).toEqual(['dynamodb:DeleteItem']);
    expect(Object.keys(others).sort()).toEqual(['Files', 'Ingest']);
  });

  it('indexes sessions', () => {
    prod.hasResourceProperties('AWS::DynamoDB::Table', {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'sessions',
          KeySchema: [
            { AttributeName: 'gpk', KeyType: 'HASH' },
            { AttributeName: 'gsk', KeyType: 'RANGE' },
          ],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    });
  });

  it.each(Object.entries({ local, dev, prod }))('keeps buckets private and encrypted at %s', (_, template) => {
    template.resourceCountIs('AWS::S3::Bucket', 5);
    template.allResourcesProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: Match.anyValue(),
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  });

  it.each(Object.entries({ local, dev, prod }))(
    'keeps no old versions, which would outlive an erasure, at %s',
    (_, template) => {
      template.allResourcesProperties('AWS::S3::Bucket', { VersioningConfiguration: Match.absent() });
    },
  );

  it('takes nothing over plain http, except where the emulator speaks nothing else', () => {
    const strict = templateOf({ stage: 'local', endpoint: 'https://127.0.0.1:4566' });

    for (const template of [dev, prod, strict]) expect(tlsOnly(template)).toBe(5);
    expect(tlsOnly(local)).toBe(0);
  });

  it('expires blocks by the class that their name begins with, archive and failures by age', () => {
    const expires = (rules: { prefix?: string; days: number }[]) =>
      Match.arrayWith(
        rules.map(({ prefix, days }) =>
          Match.objectLike({ ExpirationInDays: days, Status: 'Enabled', Prefix: prefix ?? Match.absent() }),
        ),
      );
    const classes = [7, 30, 90, 365].map((days) => ({ prefix: `${days}/`, days }));
    for (const rules of [classes, [{ days: 395 }], [{ days: 14 }]]) {
      prod.hasResourceProperties('AWS::S3::Bucket', { LifecycleConfiguration: { Rules: expires(rules) } });
    }
  });

  it('keeps files that no recording names for a day, and those that one names for as long as recordings', () => {
    const rules = [
      { TagFilters: [{ Key: 'named', Value: 'no' }], ExpirationInDays: 1, Status: 'Enabled' },
      { ExpirationInDays: 395, Status: 'Enabled', TagFilters: Match.absent(), Prefix: Match.absent() },
    ];
    prod.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: Match.arrayWith(rules.map((rule) => Match.objectLike(rule)).reverse()) },
    });
  });

  it('idles at one shard unless it is asked for more', () => {
    prod.hasResourceProperties('AWS::Kinesis::Stream', {
      ShardCount: 1,
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
    });
    templateOf({ stage: 'prod', streamMode: 'on-demand' }).hasResourceProperties('AWS::Kinesis::Stream', {
      StreamModeDetails: { StreamMode: 'ON_DEMAND' },
    });
  });
});
