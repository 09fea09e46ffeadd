/** Which visits a project leaves out of everything. */
import type { BlockList } from 'node:net';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { ProjectSettings } from '#contracts/project-settings.ts';
import { boundedMemo } from '../shared/bounded-memo.ts';
import { matchesPattern } from '../shared/fold-path.ts';

type Exclude = ProjectSettings['exclude'];

/** The range that an address is in, as the project wrote it. */
export function excludedRange(address: string | undefined, ranges: Exclude['addresses']): string | undefined {
  if (address === undefined) return undefined;
  return ranges.find((range) => listOf(range).check(address, familyOf(address)));
}

const familyOf = (address: string) => (address.includes(':') ? 'ipv6' : 'ipv4');

const listOf = boundedMemo(500, (range: string): BlockList => {
  // Loaded where a project has ranges, since it is a fifth of what ingest takes to start.
  const list = new (process.getBuiltinModule('node:net').BlockList)();
  const [address = '', bits] = range.split('/');
  const family = familyOf(address);
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
  return list;
});

/** The first pattern of `hosts` that a host matches; `*.host` is every subdomain of it, a port says nothing. */
export function excludedHost(host: string, hosts: Exclude['hosts']): string | undefined {
  const name = host.toLowerCase().replace(/:\d+$/, '').replace(/\.$/, '');
  return hosts.find((pattern) => {
    const wanted = pattern.toLowerCase();
    return wanted.startsWith('*.') ? name.endsWith(wanted.slice(1)) && name !== wanted.slice(2) : name === wanted;
  });
}

/** The first pattern of `paths` that an event's path matches, whatever its query. */
export function excludedPath({ path }: Pick<AnalyticsEvent, 'path'>, paths: Exclude['paths']): string | undefined {
  const [pathname = ''] = path.split(/[?#]/, 1);
  return paths.find((pattern) => matchesPattern(pattern, pathname));
}
