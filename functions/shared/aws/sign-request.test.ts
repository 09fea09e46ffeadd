import { describe, expect, it } from 'vitest';
import { signRequest } from './sign-request.ts';

/** From the suite of test vectors that AWS publishes for Signature Version 4. */
const vector = {
  service: 'service',
  region: 'us-east-1',
  headers: { host: 'example.amazonaws.com' },
  body: '',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  at: Date.UTC(2015, 7, 30, 12, 36, 0),
};
const token =
  'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==';

describe('signRequest', () => {
  it('signs as the published vector "post-vanilla" does', () => {
    expect(signRequest(vector)).toEqual({
      host: 'example.amazonaws.com',
      'x-amz-date': '20150830T123600Z',
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
    });
  });

  it('signs body and content type as the vector "post-x-www-form-urlencoded" does', () => {
    const headers = { ...vector.headers, 'content-type': 'application/x-www-form-urlencoded' };

    expect(signRequest({ ...vector, headers, body: 'Param1=value1' }).authorization).toMatch(
      /SignedHeaders=content-type;host;x-amz-date, Signature=ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a$/,
    );
  });

  it('signs the token of a session as the vector "post-sts-header-before" does', () => {
    const credentials = { ...vector.credentials, sessionToken: token };
    const signed = signRequest({ ...vector, credentials });

    expect(signed['x-amz-security-token']).toBe(token);
    expect(signed.authorization).toMatch(
      /SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead$/,
    );
  });

  it('makes a new key for another day, region, service or secret', () => {
    const others = [
      { ...vector, at: vector.at + 86_400_000 },
      { ...vector, region: 'eu-central-1' },
      { ...vector, service: 'kinesis' },
      { ...vector, credentials: { ...vector.credentials, secretAccessKey: 'another' } },
    ];
    const signatures = [vector, ...others, vector].map((one) => signRequest(one).authorization);

    expect(new Set(signatures).size).toBe(5);
    expect(signatures.at(-1)).toBe(signatures[0]);
  });
});
