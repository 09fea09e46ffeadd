import { describe, expect, it } from 'vitest';
import { hourStart } from '../../shared/zone.ts';
import { aggregateBatch } from '../aggregate/aggregate-batch.ts';
import { envelopeFor, event, frameHeader, sessionId, uuid } from '../simulator/make-beacon.ts';
import { beaconRecord } from '../simulator/test-records.ts';
import { aggregateInto, Stores, serverSecret } from '../simulator/world.ts';
import type { ItemKey } from '../stores.ts';
import { localDay } from './local-day.ts';
import { mend } from './mend.ts';
import { allDrift, reconcileDay } from './reconcile-day.ts';
import { recountYesterday } from './recount-yesterday.ts';

const twoHours = 7_200_000;
const change = Date.UTC(2026, 10, 21, 12);
const dates = ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'];

/** A visit with a click every other hour of four days, of a project that moves to another zone at `change`. */
async function movedProject(before: string, after: string) {
  const stores = new Stores();
  stores.archive.clock = () => 0;
  const from = Date.UTC(2026, 10, 19, 0, 5);
  const records = Array.from({ length: 48 }, (_, n) => {
    const at = from + n * twoHours;
    const timeZone = at < change ? before : after;
    const events = [event.pageview(at, '/'), event.click(at + 1_000, '/')];
    const header = frameHeader({ session: sessionId(n), document: uuid(1_000 + n), visitor: uuid(n) });
    const { settings } = envelopeFor(header, events);
    const over = { settings: { ...settings, timeZone }, hours: [hourStart(at, timeZone)], receivedAt: at + 1_500 };
    return beaconRecord({ number: n + 1, header, events, over });
  });
  expect(await aggregateBatch(records, aggregateInto(stores))).toEqual([]);
  const { tally, archive } = stores;
  return { tally, context: { tally, archive, serverSecret, now: Date.UTC(2026, 10, 24), eventDays: 395 } };
}

describe.each([
  ['Europe/Berlin', 'America/New_York'],
  ['America/New_York', 'Asia/Kolkata'],
])('a project that moved from %s to %s', (before, after) => {
  it('shows no drift on any day, and rings no alarm in the nights after', async () => {
    const { context } = await movedProject(before, after);
    for (const date of dates) {
      const found = await reconcileDay('p1', localDay(date, after), context);

      expect([date, allDrift(found)]).toEqual([date, []]);
      expect(found.items.some(({ key }) => key.pk.startsWith('H#'))).toBe(true);
    }
    for (const day of [21, 22, 23]) {
      const night = { ...context, now: Date.UTC(2026, 10, day, 4, 30) };

      expect((await recountYesterday([{ id: 'p1', timeZone: after, eventDays: 395 }], night, () => {})).drift).toBe(0);
    }
  });

  it('gets a heatmap of the old zone back that lost its clicks', async () => {
    const { tally, context } = await movedProject(before, after);
    const whole = structuredClone(tally.items);
    const [id, item] = [...whole].find(([, { pk }]) => pk.startsWith('H#p1#human#click#')) ?? [];
    tally.items.set(id as string, { ...(item as ItemKey), samples: 1 } as ItemKey);
    for (const date of dates) await mend(await reconcileDay('p1', localDay(date, after), context), tally);

    expect(tally.items).toEqual(whole);
  });
});
