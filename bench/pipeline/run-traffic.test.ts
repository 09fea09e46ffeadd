import { describe, expect, it } from 'vitest';
import { Random } from '../../functions/process/simulator/random.ts';
import type { PriceName } from '../prices.ts';
import { firstPageview, newVisit, visitOf, wholePageview } from './bodies.ts';
import { countEvents } from './ingest-speed.ts';
import { capturedVisit, gzippedEvents, recording } from './recorded-visit.ts';
import { runTraffic } from './run-traffic.ts';

const at = Date.UTC(2026, 10, 20, 10, 2);
const nothing = { fetches: 0, questions: 0, unanswered: 0, scriptBytes: 0, recordingDays: 30 };

describe('a pageview', () => {
  it('is eight events in two beacons, or in one', () => {
    const visit = newVisit(new Random(1));
    const parts = firstPageview(new Random(2), visit, at);

    expect(parts.map(({ events }) => events.length)).toEqual([2, 6]);
    expect(countEvents(wholePageview(new Random(2), visit, at).body)).toBe(8);
  });

  it('is one beacon more than it has pages', () => {
    const beacons = visitOf(new Random(2), newVisit(new Random(1)), at, 3);

    expect(beacons.map(({ sentAt }) => sentAt - at)).toEqual([500, 20_000, 40_000, 60_000]);
    expect(beacons.map(({ events }) => events.length)).toEqual([2, 6, 8, 8]);
  });

  it('is charged one unit for its session in each batch that has it, and once for the index', async () => {
    const random = new Random(1);
    const beacons = Array.from({ length: 50 }, () => newVisit(random)).flatMap((visit) =>
      visitOf(random, visit, at, 3),
    );

    const { writesOf } = await runTraffic({ ...nothing, beacons });

    // Gathered: the first 30 s, and the rest.
    expect(Object.fromEntries(writesOf).S).toBe(50 * (2 + 1));
  });

  it('is charged for its requests, and for every kilobyte that is written', async () => {
    const one = await runTraffic({ ...nothing, beacons: firstPageview(new Random(2), newVisit(new Random(1)), at) });

    expect(one.usage).toMatchObject({ apiRequest: 2, cdnRequest: 2, streamUnit: 2 });
    expect(Object.fromEntries(one.writesOf)).toMatchObject({ S: expect.any(Number), C: expect.any(Number) });
    expect(one.tableWrites).toBeGreaterThan(20);
    // Gathered: one batch for counting, and one for recording.
    expect([one.archivePuts, one.objectPuts]).toEqual([1, 2]);
  });

  it('is charged for what it asks at the CDN, and further on for what that does not answer', async () => {
    const beacons = firstPageview(new Random(2), newVisit(new Random(1)), at);
    const silent = await runTraffic({ ...nothing, beacons });
    const asking = await runTraffic({ ...nothing, beacons, questions: 100, unanswered: 15 });
    const more = (name: PriceName) => (asking.usage[name] ?? 0) - (silent.usage[name] ?? 0);

    expect([more('cdnRequest'), more('apiRequest'), more('lambdaRequest')]).toEqual([100, 15, 15]);
    expect([more('cdnToBrowser'), more('cdnToOrigin')].map((gb) => Math.round(gb * 1e9))).toEqual([40_000, 18_000]);
  });
});

describe('a recording as captured', () => {
  const captured = capturedVisit();

  it('is three minutes long, of several pages, and the same for every visitor but for ids and times', () => {
    const visit = newVisit(new Random(1));
    const random = new Random(3);
    const beacons = recording(visit, captured.beacons, at, () => random.uuid(4));

    expect(Math.max(...captured.beacons.map(({ sentAt }) => sentAt))).toBeGreaterThan(170_000);
    expect(new Set(beacons.map(({ header }) => header.document)).size).toBeGreaterThanOrEqual(3);
    expect(beacons.every(({ header }) => header.session === visit.session)).toBe(true);
    expect(beacons.map(({ sentAt }) => sentAt - at)).toEqual(captured.beacons.map(({ sentAt }) => sentAt));
  });

  it('is stored in about as many bytes as its events take, with the pages that heatmaps are drawn on', async () => {
    const random = new Random(3);
    const beacons = recording(newVisit(random), captured.beacons, at, () => random.uuid(4));

    const { blockBytes } = await runTraffic({ ...nothing, beacons });

    expect(blockBytes / gzippedEvents(captured)).toBeGreaterThan(0.3);
    expect(blockBytes / gzippedEvents(captured)).toBeLessThan(1.5);
  });
});
