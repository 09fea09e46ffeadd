/** Floods against the real handler. */
import { describe, expect, it } from 'vitest';
import { beaconLimits } from '#contracts/beacon.ts';
import { type MemoryLeaseStore, memoryLeaseStore } from '../shared/limits/memory-lease-store.ts';
import { sessionId, start, World } from './test-flood-world.ts';

const one = sessionId();

describe('10 times the events a key may send, for a minute', () => {
  it('lets through no more than 1.25 times the limit, and most of the limit', async () => {
    const world = new World();
    let answer: Awaited<ReturnType<World['send']>> | undefined;
    for (let ms = 0; ms < 60_000; ms += 4) {
      world.now = start + ms;
      const sent = await world.send({ session: one });
      if (sent.status === 429) answer = sent;
    }

    expect(world.eventsOf('a')).toBeLessThanOrEqual(1.25 * 200 * 60);
    expect(world.eventsOf('a')).toBeGreaterThanOrEqual(0.9 * 200 * 60);
    expect(answer).toMatchObject({ status: 429, body: { error: { code: 'rate_limited' } } });
    expect(Number(answer?.headers?.['retry-after'])).toBeGreaterThanOrEqual(1);
    expect(answer?.headers?.['access-control-expose-headers']).toContain('Retry-After');
    expect(new Set(world.refusals)).toEqual(new Set(['rate_limited']));
  });

  it('lets through no more of beacons with as many events as may be', async () => {
    const world = new World();
    for (let ms = 0; ms < 60_000; ms += 500) {
      world.now = start + ms;
      expect((await world.send({ session: one, events: beaconLimits.events + 1 })).status).not.toBe(202);
      await world.send({ session: one, events: beaconLimits.events });
    }

    expect(world.eventsOf('a')).toBeLessThanOrEqual(1.25 * 200 * 60);
    expect(world.eventsOf('a')).toBeGreaterThanOrEqual(0.9 * 200 * 60);
  });

  it('takes nothing from another project: neither its beacons nor the calls they cost', async () => {
    /** The quiet project beside a flood, or alone. */
    const quiet = async (flooded: boolean) => {
      const world = new World({ containers: 4 });
      for (let ms = 0; ms < 60_000; ms += 4) {
        world.now = start + ms;
        if (flooded) await world.send({ key: 'loud', session: one });
        if (ms % 200 === 0) await world.send({ key: 'quiet', session: one });
      }
      return world;
    };
    const [alone, beside] = [await quiet(false), await quiet(true)];

    expect(beside.taken.get('quiet')).toEqual(alone.taken.get('quiet'));
    expect(beside.eventsOf('quiet')).toBe(300 * 8);
    expect(beside.callsOf('quiet')).toBeLessThanOrEqual(2 * alone.callsOf('quiet'));
    expect(alone.writesOf('quiet')).toBeLessThan(300 / 2);
    // Of the flood's 15,000 requests hardly one in eight asks the store.
    expect(beside.callsOf('loud')).toBeLessThan(15_000 / 8);
  });
});

it('lets through no more than 1.25 times the bytes of a minute', async () => {
  const world = new World({ containers: 4 });
  for (let ms = 0; ms < 60_000; ms += 40) {
    world.now = start + ms;
    await world.send({ session: one, events: 1, bytes: 104_000 });
  }

  expect(world.taken.get('a')?.bytes).toBeLessThanOrEqual(1.25 * 262_144 * 60);
  expect(world.taken.get('a')?.bytes).toBeGreaterThanOrEqual(0.85 * 262_144 * 60);
});

it('takes a burst of twice the events and of three of the largest bodies at once', async () => {
  const world = new World({ containers: 1 });
  const events: (number | undefined)[] = [];
  for (let n = 0; n < 50; n += 1) events.push((await world.send({ session: one })).status);
  const next = await world.send({ session: one });
  const large: (number | undefined)[] = [];
  for (let n = 0; n < 3; n += 1)
    large.push((await world.send({ key: 'b', session: one, events: 1, bytes: 950_000 })).status);

  expect(new Set(events)).toEqual(new Set([202]));
  expect(next.status).toBe(429);
  expect(large).toEqual([202, 202, 202]);
});

it.each([
  ['events', { eventsPerSecond: 1 }, { events: 40 }],
  ['bytes', { bytesPerSecond: 1_024 }, { events: 1, bytes: 200_000 }],
] as const)(
  'takes a beacon with more %s than a burst, once those before it have been paid for',
  async (_, limits, sent) => {
    const world = new World({ containers: 3, limits });
    const times: number[] = [];
    while (times.length < 3 && world.now < start + 3_600_000) {
      const answer = await world.send({ session: one, ...sent });
      if (answer.status === 202) times.push(world.now);
      else world.now += 1_000 * Number(answer.headers?.['retry-after']);
    }

    expect(times).toHaveLength(3);
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(60_000);
  },
);

describe('a limit that is changed', () => {
  it('owes nothing of what was taken under the one before, in whichever container', async () => {
    const world = new World({ containers: 3, limits: { eventsPerSecond: 1 } });
    await world.send({ session: one, events: 600 });
    for (let n = 0; n < 3; n += 1) expect((await world.send({ session: one })).status).toBe(429);
    world.now += 60_000;
    world.limits = { ...world.limits, eventsPerSecond: 200 };

    for (let n = 0; n < 3; n += 1) expect((await world.send({ session: one })).status).toBe(202);
  });

  it('gives nothing of what containers had leased under the one before', async () => {
    const world = new World({ limits: { eventsPerSecond: 100_000 } });
    for (let n = 0; n < 8; n += 1) await world.send({ session: one });
    const before = world.eventsOf('a');
    world.limits = { ...world.limits, eventsPerSecond: 10 };
    for (let ms = 0; ms < 60_000; ms += 4) {
      world.now = start + ms;
      await world.send({ session: one, events: 1 });
    }

    expect(world.eventsOf('a') - before).toBeLessThanOrEqual(1.25 * 10 * 60);
    expect(world.eventsOf('a') - before).toBeGreaterThanOrEqual(0.8 * 10 * 60);
  });
});

it('lets a sender that waits as long as it is told lose nothing', async () => {
  const world = new World({ containers: 5 });
  const waiting = Array.from({ length: 400 }, () => ({ at: start }));
  let sent = 0;
  while (waiting.length > 0 && world.now < start + 120_000) {
    for (const beacon of waiting.filter(({ at }) => at <= world.now)) {
      const answer = await world.send({ session: one });
      if (answer.status === 202) {
        waiting.splice(waiting.indexOf(beacon), 1);
        sent += 1;
      } else beacon.at = world.now + 1_000 * Number(answer.headers?.['retry-after']);
    }
    world.now += 100;
  }

  expect(sent).toBe(400);
  expect(world.now - start).toBeLessThan(40_000);
});

describe('new sessions', () => {
  it('begin at most as often as the limit says, and those that have begun go on', async () => {
    const world = new World();
    const known = sessionId();
    await world.send({ session: known, events: 1 });
    const others: (number | undefined)[] = [];
    for (let ms = 0; ms < 60_000; ms += 10) {
      world.now = start + ms;
      await world.send({ events: 1 });
      if (ms % 2_000 === 0) others.push((await world.send({ session: known, events: 1 })).status);
    }

    expect(world.sessions.begun()).toBeLessThanOrEqual(1.25 * 20 * 60);
    expect(world.sessions.begun()).toBeGreaterThanOrEqual(0.9 * 20 * 60);
    expect(new Set(others)).toEqual(new Set([202]));
  });

  it('cost nothing where a session had begun in another container', async () => {
    const world = new World({ containers: 20, limits: { sessionsPerSecond: 1 } });
    const known = sessionId();
    const statuses: (number | undefined)[] = [];
    for (let n = 0; n < 20; n += 1) statuses.push((await world.send({ session: known, events: 1 })).status);

    expect(new Set(statuses)).toEqual(new Set([202]));
  });
});

describe('a visitor address', () => {
  it('sends at most its burst and what the limit lets through; another address is not touched', async () => {
    const world = new World({ limits: { eventsPerSecond: 100_000, sessionsPerSecond: 10_000 } });
    let [taken, others] = [0, 0];
    for (let ms = 0; ms < 60_000; ms += 2) {
      world.now = start + ms;
      if ((await world.send({ session: one, events: 1, address: '203.0.113.9' })).status === 202) taken += 1;
      if (ms % 1_000 === 0 && (await world.send({ session: one, events: 1, address: '203.0.113.8' })).status === 202)
        others += 1;
    }

    expect(taken).toBeLessThanOrEqual(1.25 * 100 * 60);
    expect(taken).toBeGreaterThanOrEqual(0.9 * 100 * 60);
    expect(others).toBe(60);
  });

  it('costs no call as long as it sends like one visitor, and stands nowhere but hashed', async () => {
    const world = new World({ containers: 2 });
    for (let n = 0; n < 12; n += 1) {
      world.now = start + n * 5_000;
      await world.send({ session: one, address: '203.0.113.9' });
    }
    const quiet = [...world.store.calls.keys()].filter((pk) => pk.startsWith('ADDRESS#'));
    for (let n = 0; n < 100; n += 1) await world.send({ session: one, events: 1, address: '203.0.113.9' });
    const asked = [...world.store.items.keys()].filter((pk) => pk.startsWith('ADDRESS#'));

    expect(quiet).toEqual([]);
    expect(asked).toHaveLength(1);
    expect(JSON.stringify([[...world.store.items], world.lines])).not.toContain('203.0.113');
  });
});

describe('without the limiter’s store', () => {
  const down = (): MemoryLeaseStore => ({
    ...memoryLeaseStore(),
    move: () => Promise.reject(new Error('the table is gone')),
  });

  it('lets everything through and says so, without asking for each request', async () => {
    const world = new World({ containers: 1, store: down() });
    const statuses: (number | undefined)[] = [];
    for (let n = 0; n < 200; n += 1) {
      world.now = start + n * 10;
      statuses.push((await world.send({ session: one, events: 50 })).status);
    }

    expect(new Set(statuses)).toEqual(new Set([202]));
    expect(world.lines.filter(({ failure }) => failure !== undefined)).toHaveLength(1);
  });

  it('limits again soon after it is back', async () => {
    const store = down();
    const world = new World({ containers: 1, store });
    await world.send({ session: one });
    store.move = memoryLeaseStore().move;
    world.now += 5_000;
    const statuses: (number | undefined)[] = [];
    for (let n = 0; n < 60; n += 1) statuses.push((await world.send({ session: one })).status);

    expect(statuses).toContain(429);
  });
});
