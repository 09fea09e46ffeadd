import { RemovalPolicy } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { type CfnSecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Stage } from './stage.ts';

/** The server's secret, never rotated, and the secret by which functions know CloudFront. */
export class Secrets extends Construct {
  private readonly server: Secret;
  private readonly origin: Secret;

  constructor(scope: Construct, id: string, { stage }: { stage: Stage }) {
    super(scope, id);
    const generateSecretString = { passwordLength: 64, excludePunctuation: true };
    this.server = new Secret(this, 'Server', {
      description: 'Hashes buckets, visitors and addresses. Never rotate: sessions and unique visitors hang on it.',
      generateSecretString,
      removalPolicy: stage.dataRemoval,
    });
    this.origin = new Secret(this, 'Origin', {
      description: 'CloudFront sends it to the API; functions refuse requests without it.',
      generateSecretString,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** Read at the first call of a container. */
  grantServer(fn: IGrantable): { SERVER_SECRET_ARN: string } {
    // The ARN by its attribute: as a reference the emulator gives the name, which no policy matches.
    const arn = (this.server.node.defaultChild as CfnSecret).attrId;
    Grant.addToPrincipal({
      grantee: fn,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [arn],
    }).assertSuccess();
    return { SERVER_SECRET_ARN: arn };
  }

  /** Resolved at deployment, so that checking it costs no call. */
  grantOrigin(_fn: IGrantable): { ORIGIN_SECRET: string } {
    return { ORIGIN_SECRET: this.originValue };
  }

  /** A reference that CloudFormation resolves; the value is in no template. */
  get originValue(): string {
    return this.origin.secretValue.unsafeUnwrap();
  }
}
