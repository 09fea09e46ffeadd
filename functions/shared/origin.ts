interface ParsedOrigin {
  protocol: string;
  host: string;
  /** Empty for the protocol's own. */
  port: string;
  /** Whether any subdomain of `host` is meant. */
  wildcard: boolean;
}

/** `https://host[:port]` or `https://*.host`; undefined for anything else, `null` of sandboxed pages among it. */
function parseOrigin(text: string): ParsedOrigin | undefined {
  const wildcard = /^https?:\/\/\*\./i.test(text);
  const url = URL.parse(wildcard ? text.replace('*.', '') : text);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  if (url.username || url.password || url.pathname !== '/' || url.search || url.hash) return undefined;
  // A dot at the end names the same host.
  return { protocol: url.protocol, host: url.hostname.replace(/\.$/, ''), port: url.port, wildcard };
}

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
