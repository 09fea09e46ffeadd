import { boundedMemo } from './bounded-memo.ts';

interface ParsedOrigin {
  protocol: string;
  host: string;
  /** Empty for the protocol's own. */
  port: string;
  /** Whether any subdomain of `host` is meant. */
  wildcard: boolean;
}

/**
 * How browsers write an origin, looked at before the URL parser, which forgives much that no browser sends: a
 * missing slash, backslashes, paths, user names, white space around and tabs within.
 */
const shape = /^https?:\/\/(?:\*\.)?(?:\[[\da-f:.]+\]|[^\s\p{C}/?#@\\%[\]:,]+)(?::\d{1,5})?$/iu;

/** `https://host[:port]` or `https://*.host`; undefined for anything else, `null` of sandboxed pages among it. */
export const parseOrigin = boundedMemo(1_000, (text): ParsedOrigin | undefined => {
  if (!shape.test(text)) return undefined;
  const wildcard = text.includes('//*.');
  const url = URL.parse(wildcard ? text.replace('*.', '') : text);
  // A dot at the end names the same host; an empty label names none.
  const host = url?.hostname.replace(/\.$/, '') ?? '';
  if (!url || host.split('.').includes('')) return undefined;
  return { protocol: url.protocol, host, port: url.port, wildcard };
});

/**
 * Whether an Origin header is on a project's list. An empty list accepts all, also senders without one;
 * `https://*.host` means every subdomain and not the host itself.
 */
export function isOriginAllowed(origin: string | undefined, list: readonly string[]): boolean {
  if (list.length === 0) return true;
  const given = origin === undefined ? undefined : parseOrigin(origin);
  if (!given || given.wildcard) return false;
  return list.some((entry) => {
    const allowed = parseOrigin(entry);
    if (!allowed || allowed.protocol !== given.protocol || allowed.port !== given.port) return false;
    return allowed.wildcard ? given.host.endsWith(`.${allowed.host}`) : given.host === allowed.host;
  });
}
