import { keyedHash } from '../keyed-hash.ts';

/** CloudFront's header: an address and a port, IPv6 with or without brackets. */
const withPort = /^\[?([\da-f.:]+?)\]?:\d{1,5}$/i;

/** The visitor's address as CloudFront tells it; undefined where there is none, as at stage `local`. */
export function viewerAddress(headers: Readonly<Record<string, string | undefined>>): string | undefined {
  return withPort.exec(headers['cloudfront-viewer-address'] ?? '')?.[1]?.toLowerCase();
}

/** The part of an address that one visitor has: all of IPv4, of IPv6 the network of 64 bits, in one spelling. */
export function visitorPart(address: string): string {
  // The parser of URLs knows every way to write one, and takes nothing else in brackets.
  const url = URL.parse(`http://[${address}]`);
  if (!url) return address;
  const [head = '', tail] = url.hostname.slice(1, -1).split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after];
  // IPv4 in IPv6's clothes is one address each.
  const mapped = groups.slice(0, 5).every((group) => group === '0') && groups[5] === 'ffff';
  return mapped ? groups.join(':') : `${groups.slice(0, 4).join(':')}::/64`;
}

/** The only form in which an address is kept: keyed by a secret that changes daily, and by the project. */
export const addressHash = (dailySecret: string, project: string, address: string): string =>
  keyedHash(dailySecret, `address\n${project}\n${visitorPart(address)}`);
