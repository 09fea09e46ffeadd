/** A flood of addresses, sessions and names from one key, through the real reducer: bounded rows and items, exact totals. */
import { describe, expect, it, vi } from 'vitest';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { NameCaps } from '#contracts/stream-record.ts';
import { packRecord } from '../../shared/framing.ts';
import { type CounterItem, otherValue } from '../../shared/tally-items.ts';
import { soak } from '../../shared/test-soak.ts';
import { envelopeFor, event, frameHeader, hourOfTest, sessionId, start, uuid } from '../simulator/make-beacon.ts';
import { itemBytes } from '../simulator/memory-stores.ts';
import { countFlood, Stores, streamEpoch } from '../simulator/world.ts';
import type { StreamRecord } from '../stream-batch.ts';

vi.setConfig({ testTimeout: 600_000 });

const sessions = soak(6_000, 100_000);
const caps: NameCaps = { paths: soak(300, 5_000), eventNames: soak(50, 500), propertyNames: soak(40, 500) };
const buckets = 4;

/** The one beacon of a session, with an address, a source and names that nobody else has. */
function record(n: number): StreamRecord {
  const header = {
    ...frameHeader({ session: sessionId(n), document: uuid(n), visitor: uuid(n) }),
    secret: 'A'.repeat(22),
  };
  const at = start + (n % 600_000);
  const path = `/${n}`;
  const events: AnalyticsEvent[] = [
    event.pageview(at, path, { referrer: `https://r${n}.example/`, utm: { source: `s${n}`, campaign: `c${n}` } }),
    event.click(at + 1, path, `#b${n}`),
    { ...event.custom(at + 2, `name ${n}`, path), properties: { [`property ${n}`]: n, shared: true } },
  ];
  const bucket = n % buckets;
  const settings = {
    timeZone: 'Europe/Berlin',
    fold: [],
    keepParams: [],
    recordingDays: 30 as const,
    eventDays: 395,
    caps,
  };
  const envelope = envelopeFor(header, events, { bucket, settings });
  const { secret: _, ...named } = header;
  const body = Buffer.from([header, ...events].map((line) => JSON.stringify(line)).join('\n'));
  const sequenceNumber = String(n + 1).padStart(30, '0');
  return {
    sequenceNumber,
    position: `${streamEpoch}${sequenceNumber.padStart(60, '0')}`,
    partitionKey: `p1#${bucket}`,
    data: packRecord({ ...envelope, header: named }, body),
  };
}

describe(`${sessions} sessions with an address each`, () => {
  it('leave rows up to the caps and one, items below 100 KB, and totals that are exact', async () => {
    const stores = new Stores();
    await countFlood(stores, sessions, record);
    const items = [...stores.tally.items.values()];
    const counters = items.filter(({ pk }) => pk.startsWith('C#')) as CounterItem[];
    const rows = (by: string) => counters.filter(({ pk }) => pk.split('#')[3] === by);
    const values = (by: string) => new Set(rows(by).map(({ value }) => value));
    const sum = (by: string, count: keyof CounterItem['counts']) =>
      rows(by).reduce((all, { counts }) => all + (counts[count] ?? 0), 0);
    const largest = items.reduce((most, item) => Math.max(most, itemBytes(item)), 0);

    for (const by of ['path', 'entryPath', 'exitPath', 'referrer', 'utmSource', 'utmCampaign']) {
      expect(values(by).size).toBe(caps.paths + 1);
      expect(sum(by, 'sessions')).toBe(sessions);
    }
    expect(values('event').size).toBe(caps.eventNames + 1);
    expect(values('property')).toEqual(new Set(['', otherValue]));
    expect([sum('all', 'sessions'), sum('all', 'pageviews'), sum('all', 'events'), sum('all', 'clicks')]).toEqual(
      Array.from({ length: 4 }, () => sessions),
    );
    expect([sum('path', 'pageviews'), sum('path', 'clicks'), sum('event', 'events')]).toEqual([
      sessions,
      sessions,
      sessions,
    ]);
    expect(sum('property', 'events')).toBe(2 * sessions);
    expect(rows('property').find(({ value }) => value === otherValue)?.hour).toBe(hourOfTest(start));
    expect(sum('usage', 'events')).toBe(3 * sessions);
    expect(items.filter(({ pk }) => pk.startsWith('S#'))).toHaveLength(sessions);
    expect(items.filter(({ pk }) => pk.startsWith('H#')).length).toBeLessThanOrEqual(2 * caps.paths);
    expect(largest).toBeLessThan(100_000);
  });
});
