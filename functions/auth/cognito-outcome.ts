/** What Cognito's exceptions mean for a caller; a known address must not show by them. */
import { ApiError, type ErrorCode } from '#contracts/errors.ts';

/** By an exception's name: the error to answer with, or `fine` where the caller need not know. */
export type Outcomes = Readonly<Record<string, ErrorCode | 'fine'>>;

export const tooMany = {
  LimitExceededException: 'too_many_requests',
  TooManyFailedAttemptsException: 'too_many_requests',
} as const satisfies Outcomes;

export const badCode = {
  CodeMismatchException: 'invalid_code',
  ExpiredCodeException: 'invalid_code',
  NotAuthorizedException: 'invalid_code',
  UserNotFoundException: 'invalid_code',
  InvalidParameterException: 'invalid_code',
} as const satisfies Outcomes;

/** What only known, or only unknown, addresses run into when a mail is asked for. */
export const noMail = {
  UserNotFoundException: 'fine',
  InvalidParameterException: 'fine',
  NotAuthorizedException: 'fine',
  LimitExceededException: 'fine',
  TooManyFailedAttemptsException: 'fine',
} as const satisfies Outcomes;

/** A token that is none of ours, or was revoked before, needs no revoking. */
export const needsNoRevoking = {
  NotAuthorizedException: 'fine',
  UnauthorizedException: 'fine',
  UnsupportedTokenTypeException: 'fine',
  InvalidParameterException: 'fine',
} as const satisfies Outcomes;

/** Awaits a call; an exception that is not expected goes on as it is. `message`: instead of the error's own. */
export async function expecting<T>(call: Promise<T>, outcomes: Outcomes, message?: string): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    const all: Outcomes = { ...outcomes, TooManyRequestsException: 'too_many_requests' };
    const outcome = error instanceof Error && Object.hasOwn(all, error.name) ? all[error.name] : undefined;
    if (outcome === undefined) throw error;
    if (outcome === 'fine') return undefined;
    throw new ApiError(outcome, message);
  }
}
