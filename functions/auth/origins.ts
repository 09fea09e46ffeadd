import { ApiError } from '#contracts/errors.ts';

/**
 * Origins as a browser writes them in its Origin header: lower case, without a default port, each once.
 * `https://*.host` stays a pattern.
 */
export function normalizeOrigins(origins: readonly string[]): string[] {
  return [...new Set(origins.map(normalize))];
}

function normalize(origin: string): string {
  const [, scheme = '', star = '', place = ''] = /^(https?:\/\/)(\*\.)?(.*)$/i.exec(origin) ?? [];
  if (!URL.canParse(`${scheme}${place}`)) {
    throw new ApiError('invalid_request', `body "origins": "${origin}" has no valid host or port`);
  }
  const url = new URL(`${scheme}${place}`);
  return `${url.protocol}//${star}${url.host}`;
}
