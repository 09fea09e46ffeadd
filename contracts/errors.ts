import * as z from 'zod/mini';

/** Every error code of ours with its status and the sentence used when nothing better is known. */
export const errors = {
  invalid_request: [400, 'The request does not match its schema; see the details and /api/docs.'],
  invalid_filter: [400, 'The filter is not valid.'],
  filter_not_supported: [400, 'This filter cannot be answered; use session fields only.'],
  invalid_cursor: [400, 'The cursor belongs to another query; start again without it.'],
  range_too_long: [400, 'The range is too long for this question; choose a shorter one or a coarser grain.'],
  invalid_beacon: [400, 'The beacon is not valid; see docs/architecture.md for its format.'],
  invalid_code: [400, 'The code is wrong or has expired; ask for a new one.'],
  weak_password: [400, 'Use a password of at least 10 characters with letters and digits.'],
  invalid_credentials: [401, 'E-mail address or password is wrong.'],
  unauthorized: [401, 'Sign in and send the access token as `Authorization: Bearer …`.'],
  not_confirmed: [403, 'Confirm the e-mail address first with the code sent to it.'],
  origin_refused: [403, 'The project does not list this origin; add it in Settings.'],
  session_refused: [403, 'The session belongs to another browser; begin a new one.'],
  signup_closed: [403, 'Sign-up is closed; ask the owner of this installation.'],
  forbidden: [403, 'You may not do this.'],
  not_found: [404, 'There is nothing here.'],
  unknown_key: [404, 'No project has this write key; copy the snippet from Settings again.'],
  too_large: [413, 'The body is too large; send at most 1,000,000 bytes, 10 MB inflated.'],
  too_many_requests: [429, 'Too many requests; try again later.'],
  rate_limited: [429, 'The project takes no more right now; try again after the time in Retry-After.'],
  quota_exceeded: [429, 'The quota is used up; raise it in Settings, or wait for the next month.'],
  internal: [500, 'Something failed on our side; try again.'],
  unavailable: [503, 'Not possible right now; try again later.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type ErrorCode = keyof typeof errors;
export const errorCodes = Object.keys(errors) as [ErrorCode, ...ErrorCode[]];

export const ErrorAnswer = z.object({
  error: z.object({ code: z.enum(errorCodes), message: z.string(), requestId: z.string() }),
});
export type ErrorAnswer = z.infer<typeof ErrorAnswer>;

/** An error meant for the caller: thrown by functions, shaped by the shared HTTP layer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, message?: string, headers: Record<string, string> = {}) {
    super(message ?? errors[code][1]);
    this.code = code;
    this.status = errors[code][0];
    this.headers = headers;
  }
}
