/** All that stage `local` has otherwise than AWS, because the emulator lacks it; tests hold `prod` against it. */

import { DefaultStackSynthesizer, type IAspect, type StackProps } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type IOrigin, OriginProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnBucketPolicy } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import type { Stage } from './stage.ts';

/** Takes out of the app what the emulator lacks, and tells functions what it gets wrong. */
export class LocalAspect implements IAspect {
  private readonly https: boolean;

  constructor({ emulator }: Stage) {
    this.https = emulator?.https ?? true;
  }

  visit(node: IConstruct): void {
    // It loses the rest of a batch whose failures are reported; a thrown error brings the whole batch again.
    if (node instanceof LambdaFunction) node.addEnvironment('THROW_ON_PARTIAL_FAILURE', '1');
    // It speaks http unless it is strict, and even its CloudFront would be denied.
    if (node instanceof CfnBucketPolicy && !this.https) allowPlainHttp(node);
  }
}

function allowPlainHttp(policy: CfnBucketPolicy): void {
  const { Statement, ...rest } = (policy.policyDocument as PolicyDocument).toJSON() as { Statement: object[] };
  const kept = Statement.filter((one) => !JSON.stringify(one).includes('aws:SecureTransport'));
  if (kept.length > 0) policy.policyDocument = { ...rest, Statement: kept };
  else policy.node.scope?.node.tryRemoveChild(policy.node.id);
}

/** Bucket deployments have no runtime in the emulator: npm start uploads the site itself. */
export const uploadsSite = (stage: Stage): boolean => stage.emulator === undefined;

/** The API as an origin: at `local` by the emulator's address, since names of amazonaws.com lead nowhere. */
export function apiOrigin(api: HttpApi, stage: Stage, customHeaders: Record<string, string>): IOrigin {
  if (!stage.emulator) {
    const { region } = api.env;
    return new HttpOrigin(`${api.apiId}.execute-api.${region}.amazonaws.com`, { customHeaders });
  }
  const { host, port, https } = stage.emulator;
  return new HttpOrigin(host, {
    customHeaders,
    protocolPolicy: https ? OriginProtocolPolicy.HTTPS_ONLY : OriginProtocolPolicy.HTTP_ONLY,
    httpPort: port,
    httpsPort: port,
    originPath: `/_aws/execute-api/${api.apiId}`,
  });
}

/** The laptop has no bootstrap stack to check: npm start makes the bucket of assets and uploads to it. */
export function localSynthesizer(stage: Stage): Pick<StackProps, 'synthesizer'> {
  return stage.emulator ? { synthesizer: new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) } : {};
}
