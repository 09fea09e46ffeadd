import { describe, expect, it } from 'vitest';
import { checkSignUp, SignUpClosedError } from './check-sign-up.ts';

describe('checkSignUp', () => {
  it('lets everybody in until there is an owner', () => {
    expect(() => checkSignUp('PreSignUp_SignUp', 'prod', undefined)).not.toThrow();
  });

  it('refuses strangers once there is an owner', () => {
    expect(() => checkSignUp('PreSignUp_SignUp', 'prod', 'user-1')).toThrow(SignUpClosedError);
    expect(() => checkSignUp('PreSignUp_ExternalProvider', 'dev', 'user-1')).toThrow(SignUpClosedError);
  });

  it('stays open at stage local, and for users that administrators create', () => {
    expect(() => checkSignUp('PreSignUp_SignUp', 'local', 'user-1')).not.toThrow();
    expect(() => checkSignUp('PreSignUp_AdminCreateUser', 'prod', 'user-1')).not.toThrow();
  });
});
