import { describe, expect, it } from 'vitest';
import { isSecretNamed } from './secret-name.ts';

describe('a secret by its name', () => {
  it.each(
    `token access_token userToken token[] id-token password newPassword user[password] user[password_confirmation]
    password2 passwordHash userPassword passwd passcode passphrase pwd pw secret client_secret apiKey api-key access_key
    accessKey secretKey credentials cookie sessionId JSESSIONID connect.sid signature sig X-Amz-Date oobCode authCode
    securityCode csrf _xsrf jwt bearer authorization pin userPin userPIN otp smsotp cvv cvv2 cardCvc creditCard
    cardNumber cc_num ssn iban user_pass`.split(/\s+/),
  )('is what %s holds', (name) => {
    expect(isSecretNamed(name, 'x1')).toBe(true);
    expect(isSecretNamed(name, 4711)).toBe(true);
    expect(isSecretNamed(name, { in: 'side' })).toBe(true);
  });

  it.each(
    `tokens_used tokenCount token_type passwordStrength password_length passenger bypass boardingPass compass spin
    shopping mapping Taliban cardType cardinality postcode zipCode promoCode countryCode statusCode keyboard monkey key
    author authorName design assign signatureType session sessionCount session_idle cookieBanner sidebar reside page`.split(
      /\s+/,
    ),
  )('is not what %s holds', (name) => {
    expect(isSecretNamed(name, 'x1')).toBe(false);
    expect(isSecretNamed(name, 512)).toBe(false);
  });

  it('is no count, no answer and nothing that is empty', () => {
    expect(isSecretNamed('hasPassword', true)).toBe(false);
    expect(isSecretNamed('max_tokens', 4_096)).toBe(false);
    expect(isSecretNamed('tokens', '512')).toBe(false);
    expect(isSecretNamed('tokens', 'a1,b2')).toBe(true);
    for (const value of ['', null, undefined]) expect(isSecretNamed('password', value)).toBe(false);
  });
});
