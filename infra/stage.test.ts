import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { demoHeader } from '#contracts/resources.ts';
import { dev, local, prod, resources, templateOf } from './test-templates.ts';

/** Variables of the functions that we wrote, by logical id without its hash. */
function ours(template: Template): Map<string, Record<string, unknown>> {
  interface Properties {
    Handler?: string;
    Environment?: { Variables: Record<string, unknown> };
  }
  return new Map(
    resources<Properties>(template, 'AWS::Lambda::Function')
      .filter(
        ([
          ,
          {
            Properties: { Handler },
          },
        ]) => Handler === 'handler.handler',
      )
      .map(
        ([
          id,
          {
            Properties: { Environment },
          },
        ]) => [id.replace(/[0-9A-F]{8}$/, ''), Environment?.Variables ?? {}],
      ),
  );
}

describe('stages', () => {
  it('lets the demo header set times and addresses at local alone', () => {
    expect(ours(local).get('Ingest')).toHaveProperty('ALLOW_DEMO_HEADERS', '1');
    for (const template of [dev, prod]) {
      const text = JSON.stringify(template.toJSON());

      expect(text).not.toContain('ALLOW_DEMO_HEADERS');
      expect(text).not.toContain(demoHeader);
    }
  });

  it('makes handlers throw partial failures at local alone', () => {
    for (const variables of ours(local).values()) expect(variables).toHaveProperty('THROW_ON_PARTIAL_FAILURE', '1');
    for (const template of [dev, prod]) expect(JSON.stringify(template.toJSON())).not.toContain('THROW_ON_PARTIAL');
  });

  it('spreads projects over as many buckets as the stream has shards to begin with', () => {
    const onDemand = templateOf({ stage: 'prod', streamMode: 'on-demand' });
    for (const [template, BUCKETS] of [
      [prod, '1'],
      [local, '1'],
      [onDemand, '4'],
    ] as const) {
      for (const name of ['Auth', 'Jobs']) expect(ours(template).get(name)).toMatchObject({ BUCKETS });
    }
  });

  it('uploads the site by itself where npm start does not', () => {
    local.resourceCountIs('Custom::CDKBucketDeployment', 0);
    dev.resourceCountIs('Custom::CDKBucketDeployment', 4);
    prod.resourceCountIs('Custom::CDKBucketDeployment', 4);
  });

  it('deletes nothing that holds data in prod', () => {
    const holders = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::Cognito::UserPool', 'AWS::Kinesis::Stream'];
    for (const type of holders) {
      const found = resources<unknown>(prod, type);

      expect(found.length).toBeGreaterThan(0);
      for (const [id, { DeletionPolicy, UpdateReplacePolicy }] of found) {
        // What ends with the day goes with the stack: nothing may bring yesterday's secret back.
        const wanted = id.startsWith('Tablesdaily') ? 'Delete' : 'Retain';
        expect([id, DeletionPolicy, UpdateReplacePolicy]).toEqual([id, wanted, wanted]);
      }
    }
    const [server] = resources<unknown>(prod, 'AWS::SecretsManager::Secret').filter(([id]) => id.includes('Server'));
    expect(server?.[1].DeletionPolicy).toBe('Retain');
    for (const [id, { Properties }] of resources<{ DeletionProtectionEnabled: boolean }>(
      prod,
      'AWS::DynamoDB::Table',
    )) {
      expect([id, Properties.DeletionProtectionEnabled]).toEqual([id, !id.startsWith('Tablesdaily')]);
    }
    prod.allResourcesProperties('AWS::Cognito::UserPool', { DeletionProtection: 'ACTIVE' });
  });

  it('refuses a stage that does not exist and local without an emulator', () => {
    expect(() => templateOf({ stage: 'production' })).toThrow("Context stage is 'production'; choose one of");
    expect(() => templateOf({ stage: 'local' })).toThrow('-c endpoint=');
    expect(() => templateOf({ stage: 'prod', domain: 'a.example' })).toThrow('certificateArn');
  });
});
