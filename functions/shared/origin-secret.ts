import { hash, timingSafeEqual } from 'node:crypto';
import { originHeader } from '#contracts/resources.ts';
import { boundedMemo } from './bounded-memo.ts';

const digest = (text: string): Buffer => hash('sha256', text, 'buffer');
/** There is one, but in tests. */
const secretDigest = boundedMemo(4, digest);

/** Whether a request came through our CloudFront distribution: its secret header, compared in constant time. */
export function hasOriginSecret(headers: Readonly<Record<string, string | undefined>>, secret: string): boolean {
  const given = headers[originHeader];
  return given !== undefined && secret !== '' && timingSafeEqual(digest(given), secretDigest(secret));
}
