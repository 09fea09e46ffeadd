import { ApiError } from '#contracts/errors.ts';
import { parseOrigin } from '../shared/origin.ts';

/**
 * Origins as a browser writes them in its Origin header: lower case, with letters that are not ASCII in their ASCII
 * form, without a default port or a dot at the end, each once. `https://*.host` stays a pattern.
 */
export function normalizeOrigins(origins: readonly string[]): string[] {
  return [...new Set(origins.map(normalize))];
}

function normalize(origin: string): string {
  const parsed = parseOrigin(origin);
  if (!parsed) throw new ApiError('invalid_request', `body "origins": "${origin}" has no valid host or port`);
  const { protocol, wildcard, host, port } = parsed;
  return `${protocol}//${wildcard ? '*.' : ''}${host}${port && `:${port}`}`;
}
