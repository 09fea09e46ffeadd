import { Duration, Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  UserPool,
  type UserPoolClient,
  UserPoolOperation,
} from 'aws-cdk-lib/aws-cognito';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import type { Stage } from './stage.ts';

/** The Cognito user pool and the client that our API signs in with. */
export class Users extends Construct {
  private readonly pool: UserPool;
  private readonly client: UserPoolClient;

  constructor(scope: Construct, id: string, { stage, preSignUp }: { stage: Stage; preSignUp: IFunction }) {
    super(scope, id);
    this.pool = new UserPool(this, 'Pool', {
      signInAliases: { email: true },
      signInCaseSensitive: false,
      selfSignUpEnabled: true,
      autoVerify: { email: true },
      standardAttributes: { email: { required: true, mutable: true }, fullname: { required: false, mutable: true } },
      passwordPolicy: {
        minLength: 10,
        requireLowercase: false,
        requireUppercase: false,
        requireDigits: true,
        requireSymbols: false,
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      userVerification: {
        emailSubject: 'Your Afterglow code',
        emailBody: 'Your Afterglow code is {####}. It is good for 24 hours.',
      },
      featurePlan: FeaturePlan.LITE,
      deletionProtection: stage.protectData,
      removalPolicy: stage.dataRemoval,
    });
    this.pool.addTrigger(UserPoolOperation.PRE_SIGN_UP, preSignUp);
    this.client = this.pool.addClient('Client', {
      authFlows: { userPassword: true },
      generateSecret: false,
      disableOAuth: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.days(30),
      enableTokenRevocation: true,
      preventUserExistenceErrors: true,
    });
  }

  /** Issuer and audience of the access tokens; written out, since the emulator has no attribute for it. */
  get tokens(): { issuer: string; audience: string } {
    const { region } = Stack.of(this);
    return {
      issuer: `https://cognito-idp.${region}.amazonaws.com/${this.pool.userPoolId}`,
      audience: this.client.userPoolClientId,
    };
  }

  get poolId(): string {
    return this.pool.userPoolId;
  }

  /** Checking a token's client and use needs no permission. */
  grantCheckTokens(_fn: IGrantable): { USER_POOL_CLIENT_ID: string } {
    return { USER_POOL_CLIENT_ID: this.client.userPoolClientId };
  }

  /**
   * Sign-up, sign-in, codes and revocation are public calls of Cognito, which need no permission; to replace the
   * password of a sign-up and to end sessions does.
   */
  grantSignIn(fn: IGrantable): { USER_POOL_ID: string; USER_POOL_CLIENT_ID: string } {
    this.pool.grant(fn, 'cognito-idp:AdminSetUserPassword', 'cognito-idp:AdminUserGlobalSignOut');
    return { USER_POOL_ID: this.pool.userPoolId, USER_POOL_CLIENT_ID: this.client.userPoolClientId };
  }
}
