import { describe, expect, it } from 'vitest';
import { checkPassword } from './password.ts';

describe('checkPassword', () => {
  it.each(['short-1', 'only letters here', '0123456789', 'nine-ch-1', ' leading space 1'])(
    'refuses "%s"',
    (password) => {
      expect(() => checkPassword(password)).toThrow(expect.objectContaining({ code: 'weak_password' }));
    },
  );

  it.each(['a-Long-enough-1 password', 'пароль-слово-7', 'abcdefghi1'])('takes "%s"', (password) => {
    expect(() => checkPassword(password)).not.toThrow();
  });
});
