import { describe, expect, it } from 'vitest';
import type { BeaconHeader } from '#contracts/beacon.ts';
import { readBeacon } from '../../functions/shared/body.ts';
import type { Device, RecordedVisit } from '../fixture-file.ts';
import { replay } from './replay.ts';
import { plan } from './schedule.ts';

const day = 86_400_000;
const now = Date.parse('2026-11-25T17:30:00Z');
const visit = (device: Device): RecordedVisit => ({
  name: `on a ${device}`,
  device,
  weight: 1,
  durationMs: 20_000,
  beacons: [
    {
      tab: 0,
      document: 0,
      seq: 0,
      sentAt: 500,
      events: [
        { kind: 'pageview', at: 0, path: '/', host: 'shop.example', viewport: [1, 1], screen: [1, 1], referrer: 'x' },
        { type: 4, timestamp: 5, data: {} },
      ],
    },
    {
      tab: 0,
      document: 1,
      seq: 0,
      sentAt: 20_000,
      events: [
        {
          kind: 'pageview',
          at: 9_000,
          path: '/b',
          host: 'shop.example',
          viewport: [1, 1],
          screen: [1, 1],
          referrer: 'y',
        },
        { kind: 'identify', at: 9_500, path: '/b', id: 'recorded' },
        { kind: 'time', at: 19_000, view: 9_000, path: '/b', visible: 10_000, active: 4_000 },
      ],
    },
  ],
});
const visits = (['desktop', 'tablet', 'mobile'] as const).map(visit);
const hourOf = (ms: number) => new Date(ms + 3_600_000).getUTCHours();

describe('plan', () => {
  const planned = plan(visits, now);

  it('spreads about 250 sessions over seven days, fewer by night and on weekends, all of them over', () => {
    const starts = planned.map(({ startedAt }) => startedAt);
    const night = starts.filter((at) => hourOf(at) < 6).length;
    const evening = starts.filter((at) => hourOf(at) >= 18).length;
    const on = (date: string) => starts.filter((at) => new Date(at).toISOString().startsWith(date)).length;

    expect(planned.length).toBeGreaterThan(200);
    expect(planned.length).toBeLessThan(300);
    expect(night * 4).toBeLessThan(evening);
    expect(on('2026-11-21')).toBeLessThan(on('2026-11-19'));
    for (const { startedAt, stretch } of planned) {
      expect(startedAt).toBeGreaterThanOrEqual(now - 7 * day);
      expect(startedAt + 20_000 * stretch).toBeLessThanOrEqual(now);
    }
  });

  it('plans the sessions of a day again, an hour and a day later', () => {
    const known = new Map(planned.map((one) => [one.name, one]));

    for (const later of [3_600_000, day]) {
      const again = plan(visits, now + later).filter(({ startedAt }) => startedAt < now - 60_000);

      expect(again.length).toBeGreaterThan(150);
      for (const one of again) expect(one).toEqual(known.get(one.name));
    }
  });

  it('lets people come again, from many places and by many ways, with what they hold', () => {
    const people = new Set(planned.map(({ persona }) => persona.visitor));

    expect(people.size).toBeLessThan(planned.length * 0.8);
    expect(people.size).toBeGreaterThan(90);
    expect(new Set(planned.map(({ persona }) => persona.place.country)).size).toBeGreaterThan(6);
    expect(new Set(planned.map(({ arrival }) => arrival)).size).toBeGreaterThan(8);
    expect(new Set(planned.map(({ persona }) => persona.device)).size).toBe(3);
    for (const { persona, visit: own } of planned) expect(own.device).toBe(persona.device);
  });
});

describe('replay', () => {
  const planned = plan(visits, now);
  const sent = planned.map((one) => ({ one, beacons: replay(one).map(({ text }) => readBeacon(Buffer.from(text))) }));

  it('makes valid beacons in the past, with ids of their own', () => {
    for (const { one, beacons } of sent) {
      for (const { header, events } of beacons) {
        expect(header).toMatchObject({ visitor: one.persona.visitor, seq: 0 });
        expect(Number.parseInt((header as BeaconHeader).session.replace('-', '').slice(0, 12), 16)).toBe(one.startedAt);
        for (const { at } of events) expect(at).toBeLessThanOrEqual(now);
      }
    }
    const ids = (name: 'session' | 'document' | 'secret') =>
      new Set(sent.flatMap(({ beacons }) => beacons.map(({ header }) => (header as BeaconHeader)[name]))).size;
    expect([ids('session'), ids('secret'), ids('document')]).toEqual([sent.length, sent.length, 2 * sent.length]);
  });

  it('gives the arrival to the first pageview alone, and stretches all times alike', () => {
    for (const { one, beacons } of sent) {
      const [first, second] = beacons.flatMap(({ events }) => events.filter(({ kind }) => kind === 'pageview'));
      const time = beacons[1]?.events.find(({ kind }) => kind === 'time');

      expect(first).toMatchObject({ language: one.persona.place.language, ...one.arrival.facts });
      expect(first).not.toMatchObject({ referrer: 'x' });
      expect(second).toMatchObject({ referrer: 'y' });
      expect(time).toMatchObject({ view: second?.at, visible: Math.round(10_000 * one.stretch) });
      expect(beacons[1]?.events[1]).toMatchObject({ kind: 'identify', id: one.persona.customer });
    }
  });
});
