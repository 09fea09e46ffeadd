/** Cognito by its public calls, which need no permission, and by two of its administrators', which infra grants. */
import {
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  type AuthenticationResultType,
  CodeDeliveryFailureException,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetUserCommand,
  InitiateAuthCommand,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Me } from '#contracts/account.ts';
import { ApiError } from '#contracts/errors.ts';
import { badCode, expecting, needsNoRevoking, noMail, tooMany } from './cognito-outcome.ts';

export interface SignedIn {
  accessToken: string;
  /** Seconds. */
  expiresIn: number;
  /** Absent on a refresh that keeps the old one. */
  refreshToken?: string;
}

export interface IdentityStore {
  /** Creates an unconfirmed user and mails a code; an address that is known gets a new code if it needs one. */
  signUp(user: { email: string; password: string; name?: string | undefined }): Promise<void>;
  /** Confirms the address; a password then replaces that of the sign-up, and sessions opened before it end. */
  confirm(email: string, code: string, password?: string): Promise<void>;
  resend(email: string): Promise<void>;
  login(email: string, password: string): Promise<SignedIn>;
  refresh(refreshToken: string): Promise<SignedIn>;
  revoke(refreshToken: string): Promise<void>;
  forgot(email: string): Promise<void>;
  /** Sets the password and ends the sessions opened before. */
  reset(email: string, code: string, password: string): Promise<void>;
  me(accessToken: string): Promise<Me>;
}

/** Signs users in and up through a client of a user pool. */
export function createIdentityStore(
  { poolId, clientId }: { poolId: string; clientId: string },
  client: CognitoIdentityProviderClient = new CognitoIdentityProviderClient(),
): IdentityStore {
  const ClientId = clientId;

  /** Asks for a mail; whether one was sent is known to the mailbox alone, and a failure to our log. */
  const mail = async (call: Promise<unknown>): Promise<void> => {
    const logged = call.catch((error: unknown) => {
      if (!(error instanceof CodeDeliveryFailureException)) throw error;
      logUnsent(error);
    });
    await expecting(logged, noMail);
  };
  const resend = (email: string) => mail(client.send(new ResendConfirmationCodeCommand({ ClientId, Username: email })));

  /** The one of the sign-up may be a stranger's: anybody can sign up with an address, its owner alone has the code. */
  const replacePassword = async (email: string, password: string): Promise<void> => {
    const user = { UserPoolId: poolId, Username: email };
    const call = client.send(new AdminSetUserPasswordCommand({ ...user, Password: password, Permanent: true }));
    await expecting(call, { ...tooMany, InvalidPasswordException: 'weak_password' }, notReplaced);
    await endSessions(email);
  };
  const endSessions = async (email: string): Promise<void> => {
    const call = client.send(new AdminUserGlobalSignOutCommand({ UserPoolId: poolId, Username: email }));
    await expecting(call, tooMany, notEnded);
  };

  const authenticate = (AuthFlow: 'USER_PASSWORD_AUTH' | 'REFRESH_TOKEN_AUTH', parameters: Record<string, string>) =>
    client.send(new InitiateAuthCommand({ ClientId, AuthFlow, AuthParameters: parameters }));

  return {
    async signUp({ email, password, name }) {
      const attributes = [{ Name: 'email', Value: email }, ...(name ? [{ Name: 'name', Value: name }] : [])];
      const call = client.send(
        new SignUpCommand({ ClientId, Username: email, Password: password, UserAttributes: attributes }),
      );
      const known = call.then(
        () => false,
        (error: unknown) => {
          if (error instanceof UsernameExistsException) return true;
          if (!(error instanceof CodeDeliveryFailureException)) throw error;
          logUnsent(error);
          return false;
        },
      );
      const outcomes = {
        ...tooMany,
        InvalidPasswordException: 'weak_password',
        UserLambdaValidationException: 'signup_closed',
      } as const;
      if (await expecting(known, outcomes)) await resend(email);
    },

    async confirm(email, code, password) {
      const call = client.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: code }));
      await expecting(call, { ...badCode, ...tooMany });
      if (password !== undefined) await replacePassword(email, password);
    },

    resend,

    async login(email, password) {
      const answer = await expecting(authenticate('USER_PASSWORD_AUTH', { USERNAME: email, PASSWORD: password }), {
        ...tooMany,
        NotAuthorizedException: 'invalid_credentials',
        UserNotFoundException: 'invalid_credentials',
        PasswordResetRequiredException: 'invalid_credentials',
        UserNotConfirmedException: 'not_confirmed',
      });
      if (answer?.ChallengeName) {
        const message = 'This account has to set its password first: choose “Forgot password”.';
        throw new ApiError('invalid_credentials', message);
      }
      return signedIn(answer?.AuthenticationResult);
    },

    async refresh(refreshToken) {
      const answer = await expecting(authenticate('REFRESH_TOKEN_AUTH', { REFRESH_TOKEN: refreshToken }), {
        ...tooMany,
        NotAuthorizedException: 'unauthorized',
        UserNotFoundException: 'unauthorized',
      });
      return signedIn(answer?.AuthenticationResult);
    },

    async revoke(refreshToken) {
      await expecting(client.send(new RevokeTokenCommand({ ClientId, Token: refreshToken })), needsNoRevoking);
    },

    forgot: (email) => mail(client.send(new ForgotPasswordCommand({ ClientId, Username: email }))),

    async reset(email, code, password) {
      const command = { ClientId, Username: email, ConfirmationCode: code, Password: password };
      const call = client.send(new ConfirmForgotPasswordCommand(command));
      await expecting(call, { ...badCode, ...tooMany, InvalidPasswordException: 'weak_password' });
      await endSessions(email);
    },

    async me(accessToken) {
      const user = await expecting(client.send(new GetUserCommand({ AccessToken: accessToken })), {
        NotAuthorizedException: 'unauthorized',
        UserNotFoundException: 'unauthorized',
      });
      const value = (name: string) => user?.UserAttributes?.find((attribute) => attribute.Name === name)?.Value;
      const [id, email] = [value('sub'), value('email')];
      if (!id || !email) throw new Error('Cognito answered a user without sub or email');
      return { id, email, name: value('name') ?? null };
    },
  };
}

// The code is spent by then: to try again would only answer that it is wrong.
const notReplaced = 'The address is confirmed, but the password is not set; set it by “Forgot password”.';
const notEnded = 'The password is set, but sessions from before may go on; reset it once more, later, to end them.';

function logUnsent({ message }: CodeDeliveryFailureException): void {
  console.log(JSON.stringify({ level: 'error', message: 'a code could not be mailed', reason: message }));
}

function signedIn(result: AuthenticationResultType | undefined): SignedIn {
  if (!result?.AccessToken || !result.ExpiresIn) throw new Error('Cognito answered no access token');
  return {
    accessToken: result.AccessToken,
    expiresIn: result.ExpiresIn,
    ...(result.RefreshToken ? { refreshToken: result.RefreshToken } : {}),
  };
}
