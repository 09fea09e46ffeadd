/** One visitor lies about everything a beacon says, and reaches for another's session, recording and numbers. */
import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { BeaconHeader } from '#contracts/beacon.ts';
import { Api } from './api.ts';
import { beaconText, header, pageview, send, uuidV7 } from './beacon.ts';
import { until } from './wait.ts';

const ready = inject('ready');
const day = 86_400_000;

const picture = (at: number) => [
  { type: 4, timestamp: at, data: { href: 'https://shop.example/', width: 1280, height: 800 } },
  {
    type: 2,
    timestamp: at + 1,
    data: { node: { type: 0, id: 1, childNodes: [] }, initialOffset: { left: 0, top: 0 } },
  },
];
const buy = (at: number, name = 'buy') => ({ kind: 'event', at, path: '/', name });

describe('a visitor who lies', () => {
  let api: Api;
  let id: string;
  let key: string;
  let victim: BeaconHeader;

  /** All that anybody can see of the victim's session. */
  const seen = async (of: BeaconHeader) => {
    const params = { id, sid: of.session };
    const [detail, events, recording] = [
      await api.call('session', { params }),
      await api.call('sessionEvents', { params, query: { limit: '200' } }),
      await api.call('recording', { params }),
    ];
    return { detail: detail.json, events: events.json, recording: recording.json };
  };
  const post = async (head: object, events: unknown[], sentAt = Date.now()) => {
    const response = await fetch(`${ready.api}/i?k=${key}&t=${sentAt}`, {
      method: 'POST',
      headers: { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36' },
      body: Buffer.from(beaconText(head, events)),
    });
    const text = await response.text();
    return { status: response.status, code: text ? JSON.parse(text).error?.code : undefined };
  };
  /** The session once it has all that was sent. */
  const counted = (of: BeaconHeader, events: number) =>
    until(
      `${events} events are counted`,
      () => api.send('session', { params: { id, sid: of.session } }),
      ({ status, json }) => status === 200 && json.events >= events,
    );
  const recorded = (of: BeaconHeader, frames: number) =>
    until(
      `${frames} frames are recorded`,
      () => api.send('recording', { params: { id, sid: of.session } }),
      ({ status, json }) => status === 200 && json.frames.length >= frames,
    );

  beforeAll(async () => {
    api = await Api.signIn(ready);
    const { json } = await api.call('createProject', { body: { name: 'Lied to' } });
    id = json.id;
    key = json.writeKey;
    victim = header();
    const now = Date.now();
    await post(victim, [pageview(), ...picture(now), buy(now)]);
    await post({ ...victim, seq: 1 }, [
      buy(now + 5),
      { type: 3, timestamp: now + 6, data: { source: 1, positions: [] } },
    ]);
    await counted(victim, 2);
    await recorded(victim, 2);
  });

  it('can neither write to, go on with nor speak for a session whose secret is another’s', async () => {
    const before = await seen(victim);
    const forged = [
      { secret: header().secret },
      { secret: 'A'.repeat(22) },
      { secret: header().secret, seq: 2 },
      { secret: header().secret, seq: 2 ** 31, firstSeq: 2 ** 31 },
      { secret: header().secret, document: randomUUID(), tab: randomUUID(), seq: 0, firstSeq: 0 },
      { secret: header().secret, visitor: randomUUID() },
    ];
    for (const lie of forged) {
      const answer = await post({ ...victim, ...lie }, [buy(Date.now(), 'forged'), ...picture(Date.now())]);
      expect(answer).toEqual({ status: 403, code: 'session_refused' });
    }
    for (const secret of [
      undefined,
      '',
      null,
      [victim.secret],
      victim.secret.slice(1),
      `${victim.secret}A`,
      ` ${victim.secret}`,
    ]) {
      expect((await post({ ...victim, secret }, [buy(Date.now(), 'forged')])).status).toBe(400);
    }
    for (const session of [
      victim.session.toUpperCase(),
      `${victim.session} `,
      `${victim.session}\u0000`,
      `../${victim.session}`,
    ]) {
      expect((await post({ ...victim, session }, [buy(Date.now(), 'forged')])).status).toBe(400);
    }
    const own = header({ visitor: victim.visitor, tab: victim.tab, document: victim.document });
    await post(own, [buy(Date.now(), 'own'), ...picture(Date.now())]);
    await counted(own, 1);
    await recorded(own, 1);

    expect(await seen(victim)).toEqual(before);
  });

  it('gains nothing by being first: who begins a session keeps it, and the other is told to begin a new one', async () => {
    const contested = header();
    const owner = await post(contested, [pageview(), buy(Date.now(), 'owner')]);
    const late = await post({ ...contested, secret: header().secret }, [buy(Date.now(), 'late')]);
    const goesOn = await post({ ...contested, seq: 1 }, [buy(Date.now(), 'owner again')]);
    await counted(contested, 2);
    const { json } = await api.call('sessionEvents', { params: { id, sid: contested.session }, query: {} });

    expect([owner.status, late.code, goesOn.status]).toEqual([202, 'session_refused', 202]);
    expect(json.items.flatMap(({ name }) => name ?? [])).toEqual(['owner', 'owner again']);
  });

  it('cannot reach a session of the same name in another project', async () => {
    const { json: other } = await api.call('createProject', { body: { name: 'Of somebody else' } });
    const before = await seen(victim);
    const twin = { ...victim, secret: header().secret };
    const taken = await send(
      other.writeKey === key ? '' : ready.api,
      other.writeKey,
      beaconText(twin, [pageview(), buy(Date.now(), 'twin'), ...picture(Date.now())]),
    );
    await until(
      'the twin is counted',
      () => api.send('recording', { params: { id: other.id, sid: twin.session } }),
      ({ status }) => status === 200,
    );
    const theirs = await api.call('recording', { params: { id: other.id, sid: twin.session } });

    expect(taken.status).toBe(202);
    expect(theirs.json.key).not.toBe(before.recording.key);
    expect(await seen(victim)).toEqual(before);
  });

  it('by numbers at the edges hurts nobody, not even the answer about the liar', async () => {
    const liar = header();
    const now = Date.now();
    const lies: Partial<BeaconHeader>[] = [
      { seq: 0 },
      { seq: 2 ** 31 },
      { seq: 2 ** 31 - 1, firstSeq: 2 ** 31 },
      { seq: 5, firstSeq: 0, dropped: 1e9 },
      { seq: 1, firstSeq: 2 ** 31, document: randomUUID() },
    ];
    for (const lie of lies) expect((await post({ ...liar, ...lie }, [buy(now), ...picture(now)])).status).toBe(202);
    for (const seq of [-1, 2 ** 31 + 1, 1.5, '1', null, Number.MAX_VALUE]) {
      expect((await post({ ...liar, seq }, [buy(now)])).status).toBe(400);
    }
    await counted(liar, lies.length);
    await recorded(liar, lies.length);
    const shown = await seen(liar);

    expect(shown.events.items).toHaveLength(lies.length);
    expect(shown.recording.frames).toHaveLength(lies.length);
  });

  it('by a clock is believed for a day, and what is further off is moved there and marked', async () => {
    const liar = header();
    const now = Date.now();
    const told = [now, now - 2 * day, now - day / 2, 0, 8.64e15];
    const first = await post(
      liar,
      [pageview({ at: now }), ...told.map((at, n) => buy(at, `${n}`)), ...picture(8.64e15 - 9), ...picture(0)],
      now,
    );
    expect(first.status).toBe(202);
    // The moment of sending is a lie as well.
    await post({ ...liar, seq: 1, document: randomUUID() }, [buy(now, 'sent long ago')], 0);
    await post({ ...liar, seq: 1, document: randomUUID() }, [buy(now, 'sent in a future')], 8.64e15);
    await counted(liar, told.length + 2);
    await recorded(liar, 3);
    const { detail, events, recording } = await seen(liar);
    const marks = Object.fromEntries(
      events.items.flatMap(({ name, clamped }) => (name ? [[name, clamped === true]] : [])),
    );

    for (const { at } of events.items) expect(Math.abs(Date.parse(at) - now)).toBeLessThan(day + 3_600_000);
    expect(Math.abs(Date.parse(detail.startedAt) - now)).toBeLessThan(day + 60_000);
    expect(Math.abs(Date.parse(detail.lastAt) - now)).toBeLessThan(day + 60_000);
    expect(detail.clamped).toBe(5);
    expect(marks).toMatchObject({ 0: false, 1: true, 2: false, 3: true, 4: true, 'sent long ago': true });
    expect(recording.frames.length).toBe(3);
  });

  it('about the age of a session does not put it where others’ are', async () => {
    const range = {
      from: new Date(Date.now() - 3 * day).toISOString(),
      to: new Date(Date.now() + 3 * day).toISOString(),
    };
    for (const ms of [0, Date.now() + 400 * day, 2 ** 47]) {
      const liar = header({ session: uuidV7(ms) });
      expect((await post(liar, [pageview()])).status).toBe(202);
      await until(
        'the liar is in the list of now',
        () => api.call('sessions', { params: { id }, query: { ...range, limit: '200' } }),
        ({ json }) =>
          json.items.some(
            (item) => item.id === liar.session && Math.abs(Date.parse(item.startedAt) - Date.now()) < 600_000,
          ),
      );
    }
  });

  it('about a cursor is refused: of another project, another question, another session, or made up', async () => {
    const { json: other } = await api.call('createProject', { body: { name: 'Of other cursors' } });
    const query = {
      from: new Date(Date.now() - day).toISOString(),
      to: new Date(Date.now() + day).toISOString(),
      limit: '1',
    };
    const { json: page } = await api.call('sessions', { params: { id }, query });
    const { json: eventsPage } = await api.call('sessionEvents', {
      params: { id, sid: victim.session },
      query: { limit: '1' },
    });
    const cursor = page.nextCursor ?? '';
    const eventCursor = eventsPage.nextCursor ?? '';
    const refused = [
      await api.send('sessions', { params: { id: other.id }, query: { ...query, cursor } }),
      await api.send('sessions', { params: { id }, query: { ...query, sort: '-activeMs', cursor } }),
      await api.send('sessions', { params: { id }, query: { ...query, cursor: eventCursor } }),
      await api.send('sessions', { params: { id }, query: { ...query, cursor: `${cursor.slice(0, -2)}AA` } }),
      await api.send('sessions', { params: { id }, query: { ...query, cursor: 'e30' } }),
      await api.send('sessionEvents', {
        params: { id, sid: header().session },
        query: { limit: '1', cursor: eventCursor },
      }),
      await api.send('listProjects', { query: { cursor } }),
    ];

    expect([cursor, eventCursor].every((text) => text.length > 20)).toBe(true);
    expect((await api.send('sessions', { params: { id }, query: { ...query, cursor } })).status).toBe(200);
    expect(refused.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 404, 400]);
  });
});
