import { ApiError } from '#contracts/errors.ts';

/**
 * Refuses a weak password before Cognito sees it, by the pool's own policy and letters on top, so that the answer
 * does not depend on whether the address is known.
 */
export function checkPassword(password: string): void {
  if ([...password].length < 10 || !/\p{L}/u.test(password) || !/[0-9]/.test(password)) {
    throw new ApiError('weak_password');
  }
  // Cognito would refuse these, and only for addresses that it does not know yet.
  if (password !== password.trim()) throw new ApiError('weak_password', 'A password cannot begin or end with a space.');
}
