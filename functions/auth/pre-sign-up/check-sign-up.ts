import { isSignUpOpen } from '../sign-up-gate.ts';

/** The installation has its owner; Cognito hands the message on to who asked. */
export class SignUpClosedError extends Error {
  override readonly name = 'SignUpClosedError';

  constructor() {
    super('Sign-up is closed; ask the owner of this installation.');
  }
}

/** Throws when sign-up is closed; users that the account's administrators create are let through. */
export function checkSignUp(trigger: string, stage: string, owner: string | undefined): void {
  if (trigger !== 'PreSignUp_AdminCreateUser' && !isSignUpOpen(stage, owner)) throw new SignUpClosedError();
}
