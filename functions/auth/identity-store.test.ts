import {
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  CodeDeliveryFailureException,
  CodeMismatchException,
  CognitoIdentityProviderClient,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ExpiredCodeException,
  ForgotPasswordCommand,
  InitiateAuthCommand,
  InvalidParameterException,
  InvalidPasswordException,
  LimitExceededException,
  NotAuthorizedException,
  ResendConfirmationCodeCommand,
  RevokeTokenCommand,
  SignUpCommand,
  TooManyRequestsException,
  UserLambdaValidationException,
  UserNotConfirmedException,
  UserNotFoundException,
  UsernameExistsException,
} from '@aws-sdk/client-cognito-identity-provider';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createIdentityStore } from './identity-store.ts';

const cognito = mockClient(CognitoIdentityProviderClient);
const store = createIdentityStore(
  { poolId: 'pool-1', clientId: 'client-1' },
  new CognitoIdentityProviderClient({ region: 'us-east-1' }),
);
const because = { message: 'because', $metadata: {} };
const signUp = () => store.signUp({ email: 'a@example.com', password: 'long-enough-1' });

beforeEach(() => {
  cognito.reset();
});

describe('signing up', () => {
  it('sends a known address its code again and tells nothing', async () => {
    cognito.on(SignUpCommand).rejects(new UsernameExistsException(because));
    cognito.on(ResendConfirmationCodeCommand).rejects(new InvalidParameterException(because));

    await expect(signUp()).resolves.toBeUndefined();
    expect(cognito.commandCalls(ResendConfirmationCodeCommand)).toHaveLength(1);
  });

  it.each([
    [new InvalidPasswordException(because), 'weak_password'],
    [new UserLambdaValidationException(because), 'signup_closed'],
    [new LimitExceededException(because), 'too_many_requests'],
  ])('maps %s', async (exception, code) => {
    cognito.on(SignUpCommand).rejects(exception);

    await expect(signUp()).rejects.toMatchObject({ name: 'ApiError', code });
  });

  it('lets an unexpected failure through', async () => {
    cognito.on(SignUpCommand).rejects(new InvalidParameterException({ ...because, message: 'client misconfigured' }));

    await expect(signUp()).rejects.toThrow('client misconfigured');
  });
});

describe('signing in', () => {
  it.each([
    [new NotAuthorizedException(because), 'invalid_credentials'],
    [new UserNotFoundException(because), 'invalid_credentials'],
    [new UserNotConfirmedException(because), 'not_confirmed'],
    [new TooManyRequestsException(because), 'too_many_requests'],
  ])('maps %s', async (exception, code) => {
    cognito.on(InitiateAuthCommand).rejects(exception);

    await expect(store.login('a@example.com', 'x')).rejects.toMatchObject({ name: 'ApiError', code });
  });

  it('says what to do when Cognito asks for a new password', async () => {
    cognito.on(InitiateAuthCommand).resolves({ ChallengeName: 'NEW_PASSWORD_REQUIRED' });

    await expect(store.login('a@example.com', 'x')).rejects.toMatchObject({
      code: 'invalid_credentials',
      message: expect.stringContaining('Forgot password'),
    });
  });

  it('refuses a refresh token that Cognito refuses', async () => {
    cognito.on(InitiateAuthCommand).rejects(new NotAuthorizedException(because));

    await expect(store.refresh('old')).rejects.toMatchObject({ code: 'unauthorized' });
  });

  it('has nothing to revoke where the token is none', async () => {
    cognito.on(RevokeTokenCommand).rejects(new NotAuthorizedException(because));

    await expect(store.revoke('none')).resolves.toBeUndefined();
  });
});

describe('asking for codes', () => {
  it.each([
    new UserNotFoundException(because),
    new InvalidParameterException(because),
    new LimitExceededException(because),
  ])('answers alike when Cognito says %s', async (exception) => {
    cognito.on(ForgotPasswordCommand).rejects(exception);

    await expect(store.forgot('a@example.com')).resolves.toBeUndefined();
  });

  it('answers alike and logs when the mail could not be sent', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => {});
    cognito.on(ForgotPasswordCommand).rejects(new CodeDeliveryFailureException(because));

    await expect(store.forgot('a@example.com')).resolves.toBeUndefined();
    expect(log).toHaveBeenCalledWith(expect.stringContaining('a code could not be mailed'));
    log.mockRestore();
  });

  it.each([
    new CodeMismatchException(because),
    new ExpiredCodeException(because),
    new UserNotFoundException(because),
    new NotAuthorizedException(because),
  ])('calls a code wrong whatever the reason: %s', async (exception) => {
    cognito.on(ConfirmSignUpCommand).rejects(exception);

    await expect(store.confirm('a@example.com', '1')).rejects.toMatchObject({ code: 'invalid_code' });
  });
});

describe('the password of whoever has the code', () => {
  const user = { UserPoolId: 'pool-1', Username: 'a@example.com' };
  const sent = () => cognito.calls().map(({ args: [command] }) => [command.constructor.name, command.input]);
  const confirm = (password?: string) => store.confirm('a@example.com', '1', password);

  it('replaces that of the sign-up once the code was right, and then ends sessions', async () => {
    await confirm('long-enough-1');

    expect(sent()).toEqual([
      ['ConfirmSignUpCommand', { ClientId: 'client-1', Username: 'a@example.com', ConfirmationCode: '1' }],
      ['AdminSetUserPasswordCommand', { ...user, Password: 'long-enough-1', Permanent: true }],
      ['AdminUserGlobalSignOutCommand', user],
    ]);
  });

  it('is left as it is when the code was wrong, or none was given', async () => {
    cognito.on(ConfirmSignUpCommand).rejectsOnce(new CodeMismatchException(because)).resolves({});

    await expect(confirm('long-enough-1')).rejects.toMatchObject({ code: 'invalid_code' });
    await confirm();
    expect(cognito.commandCalls(AdminSetUserPasswordCommand)).toHaveLength(0);
    expect(cognito.commandCalls(AdminUserGlobalSignOutCommand)).toHaveLength(0);
  });

  it.each([
    [new LimitExceededException(because), 'too_many_requests'],
    [new TooManyRequestsException(because), 'too_many_requests'],
    [new InvalidPasswordException(because), 'weak_password'],
  ])('is said not to be set, with the way out, when Cognito says %s', async (exception, code) => {
    cognito.on(AdminSetUserPasswordCommand).rejects(exception);

    await expect(confirm('long-enough-1')).rejects.toMatchObject({
      name: 'ApiError',
      code,
      message: expect.stringContaining('Forgot password'),
    });
  });

  it('ends sessions when it is reset too, and says so when it could not', async () => {
    cognito.on(AdminUserGlobalSignOutCommand).rejects(new TooManyRequestsException(because));

    await expect(store.reset('a@example.com', '1', 'long-enough-1')).rejects.toMatchObject({
      code: 'too_many_requests',
      message: expect.stringContaining('The password is set'),
    });
    expect(cognito.commandCalls(ConfirmForgotPasswordCommand)).toHaveLength(1);
  });

  it('ends no session by a reset whose code was wrong', async () => {
    cognito.on(ConfirmForgotPasswordCommand).rejects(new CodeMismatchException(because));

    await expect(store.reset('a@example.com', '1', 'long-enough-1')).rejects.toMatchObject({ code: 'invalid_code' });
    expect(cognito.commandCalls(AdminUserGlobalSignOutCommand)).toHaveLength(0);
  });
});
