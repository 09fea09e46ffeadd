import { describe, expect, it } from 'vitest';
import { readBeacon } from '../functions/shared/body.ts';
import { devices, packFixture, readFixture, shopHost, withTimes } from './fixture-file.ts';
import { replay } from './week/replay.ts';
import { plan } from './week/schedule.ts';

const now = Date.parse('2026-11-25T17:30:00Z');
const fixture = readFixture();
const kinds = new Set(fixture.flatMap(({ beacons }) => beacons.flatMap(({ events }) => events.map(kindOf))));

function kindOf(event: object): string {
  return 'kind' in event ? String(event.kind) : 'rrweb';
}

describe('the fixture', () => {
  it('has a dozen visits and more, at every width, with a page to replay in each', () => {
    expect(fixture.length).toBeGreaterThanOrEqual(12);
    expect(new Set(fixture.map(({ device }) => device))).toEqual(new Set(devices));
    for (const { beacons } of fixture) {
      expect(beacons.flatMap(({ events }) => events).some((event) => 'type' in event && event.type === 2)).toBe(true);
    }
  });

  it('has every kind of event that the dashboard shows', () => {
    const wanted = ['pageview', 'click', 'rage', 'dead', 'error', 'errorClick', 'event', 'identify', 'scroll', 'move'];

    expect([...kinds]).toEqual(expect.arrayContaining([...wanted, 'time', 'attention', 'console', 'request', 'rrweb']));
  });

  it('holds nothing of the machine it was made on, nothing that was typed, and no time but from the start', () => {
    const text = JSON.stringify(fixture);

    expect(text).not.toMatch(/127\.0\.0\.1|localhost|robin@|Elm Street|4242424242424242|correct horse|SPRING10"/i);
    expect(text).toContain(shopHost);
    for (const { beacons, durationMs } of fixture) {
      for (const { events } of beacons) {
        for (const event of events) {
          withTimes(event, (ms) => {
            expect(ms).toBeGreaterThanOrEqual(0);
            expect(ms).toBeLessThanOrEqual(durationMs);
            return ms;
          });
        }
      }
    }
  });

  it('gives a week of beacons, each of which is valid, with no gap in any document', () => {
    const names = new Set<string>();
    for (const planned of plan(fixture, now)) {
      if (names.has(planned.visit.name)) continue;
      names.add(planned.visit.name);
      const seqs = new Map<string, number[]>();
      for (const { text } of replay(planned)) {
        const { header } = readBeacon(Buffer.from(text));
        seqs.set(header.document, [...(seqs.get(header.document) ?? []), header.seq]);
      }
      // What leaves at hide may arrive in any order.
      for (const list of seqs.values()) expect(list.toSorted((a, b) => a - b)).toEqual([...list.keys()]);
    }
    expect(names).toEqual(new Set(fixture.map(({ name }) => name)));
  });

  it('survives being packed', () => {
    expect(readFixture(packFixture(fixture))).toEqual(fixture);
  });
});
