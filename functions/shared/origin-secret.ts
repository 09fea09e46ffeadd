import { timingSafeEqual } from 'node:crypto';
import { originHeader } from '#contracts/resources.ts';
import { boundedMemo } from './bounded-memo.ts';

/** There is one, but in tests. */
const bytesOf = boundedMemo(4, (secret) => Buffer.from(secret));

/**
 * Whether a request came through our CloudFront distribution: its secret header, compared in constant time. How
 * long the secret is tells nobody anything: it stands in the construct that has it generated.
 */
export function hasOriginSecret(headers: Readonly<Record<string, string | undefined>>, secret: string): boolean {
  const given = Buffer.from(headers[originHeader] ?? '');
  const wanted = bytesOf(secret);
  return wanted.byteLength > 0 && given.byteLength === wanted.byteLength && timingSafeEqual(given, wanted);
}
