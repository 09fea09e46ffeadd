import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { addStack } from './test-templates.ts';

/** What cdk-nag finds in prod and we keep, with the reason; anything else fails. */
const accepted: Record<string, string> = {
  'AwsSolutions-APIG1': 'Access logs would hold addresses of visitors; functions log a line per call without them.',
  'AwsSolutions-APIG4': 'Public routes are public in the route table; a test holds every other to the authorizer.',
  'AwsSolutions-CFR1': 'Visitors come from everywhere.',
  'AwsSolutions-CFR2': 'WAF costs more when idle than all the rest; limits are in API Gateway and ingest.',
  'AwsSolutions-CFR3': 'Access logs would hold addresses of visitors.',
  'AwsSolutions-CFR4': 'The distribution’s own certificate leaves no choice; with an own domain it is TLS 1.2.',
  'AwsSolutions-COG1': 'Length before classes of characters: 10 with letters and digits, checked by auth.',
  'AwsSolutions-COG2': 'Second factors come with teams.',
  'AwsSolutions-COG8': 'Cognito is called by our API alone, which limits guessing.',
  'AwsSolutions-DDB3':
    'The secret of anonymous visits must end with its day: only its table has no recovery, as another test holds.',
  'AwsSolutions-IAM4': 'AWSLambdaBasicExecutionRole writes logs, and nothing else.',
  'AwsSolutions-IAM5': 'Objects of one bucket by one action, indexes of one table, and what CDK’s own uploader needs.',
  'AwsSolutions-L1': 'The runtime of CDK’s own uploader is CDK’s.',
  'AwsSolutions-S1': 'Every access is by our functions or CloudFront; CloudTrail data events are the owner’s choice.',
  'AwsSolutions-SMG4':
    'Sessions and unique visitors hang on the server’s secret, and the origin’s is set by deployment.',
};

interface Report {
  pluginReports: { violations: { ruleName: string; violatingConstructs: { constructPath?: string }[] }[] }[];
}

function findings(): [rule: string, place: string][] {
  const outdir = mkdtempSync(path.join(tmpdir(), 'afterglow-nag-'));
  const app = new App({ context: { stage: 'prod' }, outdir });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  addStack(app);
  const file = path.join(outdir, 'validation-report.json');
  const failed = process.exitCode;
  try {
    app.synth();
  } catch (error) {
    // It throws when it finds anything, and has written the report before.
    if (!existsSync(file)) throw error;
  } finally {
    process.exitCode = failed;
  }
  const report = JSON.parse(readFileSync(file, 'utf8')) as Report;
  rmSync(outdir, { recursive: true });
  return report.pluginReports.flatMap(({ violations }) =>
    violations.flatMap(({ ruleName, violatingConstructs }) =>
      violatingConstructs.map(({ constructPath = '' }): [string, string] => [ruleName, constructPath]),
    ),
  );
}

describe('prod, as cdk-nag sees it', () => {
  const found = findings();

  it('has no finding without a reason', () => {
    expect(found.filter(([rule]) => !(rule.replace(/\[.*/, '') in accepted))).toEqual([]);
  });

  it('keeps no reason for what is no longer found', () => {
    const rules = new Set(found.map(([rule]) => rule.replace(/\[.*/, '')));

    expect(Object.keys(accepted).filter((rule) => !rules.has(rule))).toEqual([]);
  });

  it('gives our functions no wildcard but objects and indexes of what they were granted', () => {
    const ours = found.filter(([rule, place]) => rule.startsWith('AwsSolutions-IAM5') && !place.includes('Custom::'));

    for (const [rule] of ours) expect(rule).toMatch(/\[Resource::<[A-Za-z0-9]+\.Arn>\/(index\/)?\*\]$/);
  });
});
