/**
 * Lists of the names that have numbers of their own on a day. A name's place in its list never changes, and
 * a cap admits the names before it: whoever asks again, later and under whatever settings, decides alike.
 * Items of the `tally` table: `N#project#list#UTC day`, parts of 8,000 names, each part full before the next
 * begins. Of a name only 8 bytes of its hash are kept.
 */
import { createHash } from 'node:crypto';
import type { NameCaps } from '#contracts/stream-record.ts';
import type { CounterBy } from './tally-items.ts';

/** Names of one part: 64 KB. */
export const partNames = 8_000;
export const hashBytes = 8;

export interface NameListItem {
  pk: string;
  sk: string;
  /** Names of this part; what a write is conditional on. */
  count: number;
  /** Hashes in order. */
  hashes: Uint8Array;
  ttl: number;
}

/** Which list the values of a dimension stand in, and by which cap; those of what few values exist have none. */
const lists: Partial<Record<CounterBy, { list: string; cap: keyof NameCaps }>> = {
  path: { list: 'path', cap: 'paths' },
  entryPath: { list: 'path', cap: 'paths' },
  exitPath: { list: 'path', cap: 'paths' },
  event: { list: 'event', cap: 'eventNames' },
  property: { list: 'property', cap: 'propertyNames' },
  host: { list: 'host', cap: 'paths' },
  referrer: { list: 'referrer', cap: 'paths' },
  utmSource: { list: 'utmSource', cap: 'paths' },
  utmMedium: { list: 'utmMedium', cap: 'paths' },
  utmCampaign: { list: 'utmCampaign', cap: 'paths' },
  region: { list: 'region', cap: 'paths' },
  city: { list: 'city', cap: 'paths' },
  browser: { list: 'browser', cap: 'paths' },
  os: { list: 'os', cap: 'paths' },
  language: { list: 'language', cap: 'paths' },
  screen: { list: 'screen', cap: 'paths' },
};

export const listOf = (by: CounterBy) => lists[by];
export const nameListPartition = (project: string, list: string, day: string): string => `N#${project}#${list}#${day}`;
export const nameListPart = (part: number): string => String(part).padStart(3, '0');

export const nameHash = (name: string): bigint => createHash('sha256').update(name).digest().readBigUInt64BE();
