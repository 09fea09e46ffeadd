/** Cognito by its public calls; its exceptions become answers that tell nothing about whether an address is known. */
import {
  type AuthenticationResultType,
  CodeDeliveryFailureException,
  CodeMismatchException,
  CognitoIdentityProviderClient,
  type CognitoIdentityProviderServiceException,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ExpiredCodeException,
  ForgotPasswordCommand,
  GetUserCommand,
  InitiateAuthCommand,
  InvalidParameterException,
  InvalidPasswordException,
  LimitExceededException,
  NotAuthorizedException,
  PasswordResetRequiredException,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
  TooManyFailedAttemptsException,
  TooManyRequestsException,
  UnauthorizedException,
  UnsupportedTokenTypeException,
  UserLambdaValidationException,
  UserNotConfirmedException,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Me } from '#contracts/account.ts';
import { ApiError, type ErrorCode } from '#contracts/errors.ts';

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
  confirm(email: string, code: string): Promise<void>;
  resend(email: string): Promise<void>;
  login(email: string, password: string): Promise<SignedIn>;
  refresh(refreshToken: string): Promise<SignedIn>;
  revoke(refreshToken: string): Promise<void>;
  forgot(email: string): Promise<void>;
  reset(email: string, code: string, password: string): Promise<void>;
  me(accessToken: string): Promise<Me>;
}

// biome-ignore lint/suspicious/noExplicitAny: constructors of exceptions take whatever the SDK gives them
type ExceptionClass = new (...args: any[]) => CognitoIdentityProviderServiceException;
type Outcome = ErrorCode | 'fine';

/** Runs a call; exceptions in `outcomes` become an error for the caller or, where `fine`, nothing. */
async function calling<T>(call: Promise<T>, outcomes: [ExceptionClass[], Outcome][]): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const all: typeof outcomes = [...outcomes, [[TooManyRequestsException], 'too_many_requests']];
    const outcome = all.find(([classes]) => classes.some((known) => error instanceof known))?.[1];
    if (outcome === undefined) throw error;
    if (outcome === 'fine') return undefined;
    throw new ApiError(outcome);
  }
}

const badCode: ExceptionClass[] = [
  CodeMismatchException,
  ExpiredCodeException,
  NotAuthorizedException,
  UserNotFoundException,
  InvalidParameterException,
];
const tooMany: ExceptionClass[] = [LimitExceededException, TooManyFailedAttemptsException];
/** What only known addresses run into when a mail is asked for. */
const noMail: ExceptionClass[] = [
  UserNotFoundException,
  InvalidParameterException,
  NotAuthorizedException,
  LimitExceededException,
  TooManyFailedAttemptsException,
];

/** Signs users in and up through a client of a user pool. */
export function createIdentityStore(
  clientId: string,
  client: CognitoIdentityProviderClient = new CognitoIdentityProviderClient(),
): IdentityStore {
  const ClientId = clientId;

  /** Asks for a mail; whether one was sent is known to the mailbox alone, and a failure to our log. */
  const mail = async (call: Promise<unknown>): Promise<void> => {
    const logged = call.catch((error: unknown) => {
      if (!(error instanceof CodeDeliveryFailureException)) throw error;
      console.log(JSON.stringify({ level: 'error', message: 'a code could not be mailed', reason: error.message }));
    });
    await calling(logged, [[noMail, 'fine']]);
  };
  const resend = (email: string) => mail(client.send(new ResendConfirmationCodeCommand({ ClientId, Username: email })));

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
          throw error;
        },
      );
      const isKnown = await calling(known, [
        [[InvalidPasswordException], 'weak_password'],
        [[UserLambdaValidationException], 'signup_closed'],
        [tooMany, 'too_many_requests'],
      ]);
      if (isKnown) await resend(email);
    },

    async confirm(email, code) {
      await calling(client.send(new ConfirmSignUpCommand({ ClientId, Username: email, ConfirmationCode: code })), [
        [badCode, 'invalid_code'],
        [tooMany, 'too_many_requests'],
      ]);
    },

    resend,

    async login(email, password) {
      const answer = await calling(
        client.send(
          new InitiateAuthCommand({
            ClientId,
            AuthFlow: 'USER_PASSWORD_AUTH',
            AuthParameters: { USERNAME: email, PASSWORD: password },
          }),
        ),
        [
          [[NotAuthorizedException, UserNotFoundException, PasswordResetRequiredException], 'invalid_credentials'],
          [[UserNotConfirmedException], 'not_confirmed'],
          [tooMany, 'too_many_requests'],
        ],
      );
      if (answer?.ChallengeName) {
        const message = 'This account has to set its password first: choose “Forgot password”.';
        throw new ApiError('invalid_credentials', message);
      }
      return signedIn(answer?.AuthenticationResult);
    },

    async refresh(refreshToken) {
      const answer = await calling(
        client.send(
          new InitiateAuthCommand({
            ClientId,
            AuthFlow: 'REFRESH_TOKEN_AUTH',
            AuthParameters: { REFRESH_TOKEN: refreshToken },
          }),
        ),
        [[[NotAuthorizedException, UserNotFoundException], 'unauthorized']],
      );
      return signedIn(answer?.AuthenticationResult);
    },

    async revoke(refreshToken) {
      // A token that is no token of ours, or revoked before, needs no revoking.
      const revoked: ExceptionClass[] = [
        NotAuthorizedException,
        UnauthorizedException,
        UnsupportedTokenTypeException,
        InvalidParameterException,
      ];
      await calling(client.send(new RevokeTokenCommand({ ClientId, Token: refreshToken })), [[revoked, 'fine']]);
    },

    forgot: (email) => mail(client.send(new ForgotPasswordCommand({ ClientId, Username: email }))),

    async reset(email, code, password) {
      const call = client.send(
        new ConfirmForgotPasswordCommand({
          ClientId,
          Username: email,
          ConfirmationCode: code,
          Password: password,
        }),
      );
      await calling(call, [
        [[InvalidPasswordException], 'weak_password'],
        [badCode, 'invalid_code'],
        [tooMany, 'too_many_requests'],
      ]);
    },

    async me(accessToken) {
      const user = await calling(client.send(new GetUserCommand({ AccessToken: accessToken })), [
        [[NotAuthorizedException, UserNotFoundException], 'unauthorized'],
      ]);
      const value = (name: string) => user?.UserAttributes?.find((attribute) => attribute.Name === name)?.Value;
      const [id, email] = [value('sub'), value('email')];
      if (!id || !email) throw new Error('Cognito answered a user without sub or email');
      return { id, email, name: value('name') ?? null };
    },
  };
}

function signedIn(result: AuthenticationResultType | undefined): SignedIn {
  if (!result?.AccessToken || !result.ExpiresIn) throw new Error('Cognito answered no access token');
  return {
    accessToken: result.AccessToken,
    expiresIn: result.ExpiresIn,
    ...(result.RefreshToken ? { refreshToken: result.RefreshToken } : {}),
  };
}
