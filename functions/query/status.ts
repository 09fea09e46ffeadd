import type { ProjectStatus } from '#contracts/project-status.ts';
import { isOriginAllowed } from '../shared/origin.ts';
import type { StrangerItem } from '../shared/project-items.ts';
import { isLive, type StatusReader } from './readers.ts';

const iso = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString());

/** Whether anything arrives, and what was refused lately, newest first; a wrong key only on sites of the project's. */
export async function status(
  reader: StatusReader,
  { id, origins }: { id: string; origins: readonly string[] },
  now: number,
): Promise<ProjectStatus> {
  const [seen, refusals, hosts, strangers] = await Promise.all([
    reader.seen(id),
    reader.refusals(id),
    reader.hosts(id),
    reader.strangers(),
  ]);
  const own = new Set(hosts.filter((item) => isLive(item, now)).map(({ host }) => host));
  const wrongKeys = strangers
    .filter((item) => isLive(item, now) && (own.has(item.host) || isListed(item.host, origins)))
    .map((item) => ({ at: item.at, reason: 'unknown_key' as const, detail: wrongKeyText(item), count: item.count }));
  return {
    firstEventAt: iso(seen?.firstAt),
    lastEventAt: iso(seen?.lastAt),
    lastConfigAt: iso(seen?.configAt),
    refusals: [...refusals.filter((item) => isLive(item, now)), ...wrongKeys]
      .toSorted((a, b) => b.at - a.at)
      .map(({ at, reason, detail, count }) => ({ at: new Date(at).toISOString(), reason, detail, count })),
  };
}

/** Whether a host is one of those that the project lists, whatever their port. */
function isListed(host: string, origins: readonly string[]): boolean {
  const bare = origins.map((origin) => origin.replace(/:\d+$/, '').replace(/^http:/i, 'https:'));
  return bare.length > 0 && isOriginAllowed(`https://${host}`, bare);
}

const wrongKeyText = ({ host, keyEnd }: StrangerItem): string =>
  keyEnd ? `${host}, with a key that ends in ${keyEnd}` : `${host}, with what is no key`;
