import { createHash, timingSafeEqual } from 'node:crypto';
import { originHeader } from '#contracts/resources.ts';

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Whether a request came through our CloudFront distribution: its secret header, compared in constant time. */
export function hasOriginSecret(headers: Readonly<Record<string, string | undefined>>, secret: string): boolean {
  const given = headers[originHeader];
  return given !== undefined && secret !== '' && timingSafeEqual(digest(given), digest(secret));
}
