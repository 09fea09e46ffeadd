/** What of a beacon is left out before it goes on: what a project excludes, and what visitors without a name may not send. */
import type { Beacon } from '../shared/body.ts';
import { viewerAddress } from '../shared/limits/viewer-address.ts';
import type { ProjectItem } from '../shared/project-items.ts';
import { excludedHost, excludedPath, excludedRange } from './exclusion.ts';
import { rewriteBody } from './rewrite-body.ts';
import { isAnonymous } from './sender.ts';

type Headers = Readonly<Record<string, string | undefined>>;
type Exclude = ProjectItem['settings']['exclude'];

/** Why a request is left out whole, told by its headers alone; a sentence for the project's people. */
export function excludedSender(headers: Headers, { addresses, hosts }: Exclude): string | undefined {
  const range = addresses.length > 0 ? excludedRange(viewerAddress(headers), addresses) : undefined;
  if (range) return `address range ${range}`;
  const origin = hosts.length > 0 && headers.origin ? URL.parse(headers.origin)?.hostname : undefined;
  const host = origin ? excludedHost(origin, hosts) : undefined;
  return host && `host ${host}`;
}

/** Why a beacon is left out whole, told by its events. */
export function excludedBeacon({ events }: Pick<Beacon, 'events'>, { hosts, paths }: Exclude): string | undefined {
  for (const event of hosts.length > 0 ? events : []) {
    const host = event.kind === 'pageview' ? excludedHost(event.host, hosts) : undefined;
    if (host) return `host ${host}`;
  }
  if (paths.length === 0 || events.length === 0) return undefined;
  const matched = events.map((event) => excludedPath(event, paths));
  return matched.every((path) => path !== undefined) ? `path ${matched[0]}` : undefined;
}

export interface Kept {
  beacon: Beacon;
  body: Uint8Array;
  /** What was taken out, by the reason under which the project's people are told. */
  remarks: ['excluded' | 'anonymous', string][];
}

/** The beacon with what may go on, and its body: as it came, unless something had to be taken out. */
export function keptOf(beacon: Beacon, body: Uint8Array, project: Pick<ProjectItem, 'settings'>): Kept {
  const { paths } = project.settings.exclude;
  const anonymous = isAnonymous(beacon.header, project);
  const remarks: Kept['remarks'] = [];
  const excluded = paths.length > 0 ? beacon.events.flatMap((event) => excludedPath(event, paths) ?? []) : [];
  if (excluded[0]) remarks.push(['excluded', `path ${excluded[0]}`]);
  if (anonymous && beacon.rrweb.length + beacon.recorded.length > 0) {
    remarks.push(['anonymous', 'Visitors without a name are not recorded; what was recorded was left out.']);
  }
  if (anonymous && beacon.events.some(({ kind }) => kind === 'identify')) {
    remarks.push(['anonymous', 'Visitors without a name are not identified; the call was left out.']);
  }
  const named = anonymous && !('anonymous' in beacon.header);
  if (remarks.length === 0 && !named) return { beacon, body, remarks };

  const isKept = (line: unknown): boolean => {
    const event = line as Partial<Beacon['events'][number]>;
    if (typeof event.kind !== 'string') return !anonymous;
    if (anonymous && event.kind === 'identify') return false;
    return excludedPath({ path: event.path ?? '' }, paths) === undefined;
  };
  const { v, format, tab, document, seq, dropped } = beacon.header;
  const header = {
    v,
    format,
    anonymous: true as const,
    tab,
    document,
    seq,
    ...(dropped === undefined ? {} : { dropped }),
  };
  return {
    beacon: {
      header: named ? header : beacon.header,
      events: beacon.events.filter(isKept),
      rrweb: anonymous ? [] : beacon.rrweb,
      recorded: anonymous ? [] : beacon.recorded,
    },
    body: rewriteBody(body, isKept, named ? header : undefined),
    remarks,
  };
}
