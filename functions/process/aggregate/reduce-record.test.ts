import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AnalyticsEvent, moveGrid } from '#contracts/beacon.ts';
import type { BeaconEnvelope } from '#contracts/stream-record.ts';
import { subjectOf } from '../../shared/hidden-id.ts';
import { cellName } from '../../shared/packed-heat.ts';
import { readSessionsSort } from '../../shared/tally-items.ts';
import { resolveBeacon } from '../resolve-beacon.ts';
import { envelopeFor, event, frameHeader, hourOfTest, sessionId, start, uuid } from '../simulator/make-beacon.ts';
import { type Delta, Deltas, targetId } from './deltas.ts';
import { boxGrid } from './heat-deltas.ts';
import { reduceBeacon, reduceErase } from './reduce-record.ts';
import { fromSessionItem, toSessionItem } from './session-item.ts';
import { durationMs, isBounce, type SessionState } from './session-state.ts';

const hash = (visitor: string) => BigInt(`0x${visitor.slice(-12)}`);

interface Sent {
  document?: string;
  seq: number;
  events: AnalyticsEvent[];
  over?: Partial<BeaconEnvelope>;
  fullSnapshot?: boolean;
}

/** By target what a session changes, without what comes to nothing; cells by name. */
type Changes = Map<string, Omit<Delta, 'cells'> & { cells: Record<string, number> }>;

function changesOf(deltas: Deltas): Changes {
  const changed = ([, amount]: readonly [unknown, number]) => amount !== 0;
  const all = deltas.values().map((delta) => ({
    ...delta,
    counts: Object.fromEntries(Object.entries(delta.counts).filter(changed)),
    cells: Object.fromEntries([...delta.cells].filter(changed).map(([cell, amount]) => [cellName(cell), amount])),
    visitors: new Map([...delta.visitors].filter(changed)),
  }));
  const kept = all.filter(
    ({ counts, cells, visitors }) => Object.keys(counts).length + Object.keys(cells).length + visitors.size > 0,
  );
  return new Map(kept.map((delta) => [targetId(delta.target), delta]));
}

function reduceAll(beacons: readonly Sent[]): { state: SessionState | undefined; deltas: Changes; outcomes: string[] } {
  const deltas = new Deltas();
  const outcomes: string[] = [];
  let state: SessionState | undefined;
  for (const { document = uuid(3), seq, events, over, fullSnapshot = false } of beacons) {
    const header = frameHeader({ document, seq });
    const beacon = resolveBeacon(envelopeFor(header, events, over), events);
    const reduced = reduceBeacon(state, beacon, fullSnapshot, hash, deltas);
    state = reduced.state;
    outcomes.push(reduced.outcome);
  }
  return { state, deltas: changesOf(deltas), outcomes };
}

const counter = (deltas: Changes, by: string, value: string, hour = hourOfTest(start)) =>
  deltas.get(targetId({ kind: 'counter', crowd: 'human', by: by as 'all', hour, value }));

describe('a session', () => {
  const visit: Sent[] = [
    {
      seq: 0,
      events: [
        event.pageview(start, '/', {
          referrer: 'https://www.google.com/search?q=x',
          utm: { source: 'google', medium: 'cpc' },
        }),
        event.click(start + 1_000),
        event.time(start + 2_000, start, 2_000, 1_000),
      ],
      fullSnapshot: true,
    },
    {
      seq: 1,
      events: [
        event.scroll(start + 3_000, start, 0.4, 0.2),
        event.rage(start + 4_000),
        event.dead(start + 4_100),
        event.error(start + 4_200),
        event.custom(start + 4_300, 'signup'),
        event.pageview(start + 15 * 60_000, '/offers'),
        event.time(start + 15 * 60_000 + 500, start + 15 * 60_000, 8_500, 500, '/offers'),
      ],
    },
  ];

  it('adds up to what happened in it', () => {
    const { state } = reduceAll(visit);

    expect(toSessionItem(state as SessionState, 'w')).toMatchObject({
      startedAt: start,
      lastAt: start + 15 * 60_000 + 500,
      durationMs: 10_500,
      activeMs: 1_500,
      pageviews: 2,
      events: 1,
      clicks: 1,
      rageClicks: 1,
      deadClicks: 1,
      errors: 1,
      maxScroll: 0.4,
      bounce: false,
      entryPath: '/',
      exitPath: '/offers',
      channel: 'Paid Search',
      referrer: 'https://www.google.com/search',
      country: 'DE',
      device: 'desktop',
      screen: '1920x1080',
      hasRecording: true,
      eventNames: { signup: 1 },
    });
    expect(
      state?.pages.map(({ path, durationMs, maxScroll, clicks }) => [path, durationMs, maxScroll, clicks]),
    ).toEqual([
      ['/', 2_000, 0.4, 1],
      ['/offers', 8_500, 0, 0],
    ]);
  });

  it('counts in the hour it began, its pageviews in theirs, its visitor in both', () => {
    const { deltas } = reduceAll(visit);
    const next = hourOfTest(start) + 3_600_000;

    expect(counter(deltas, 'all', '')?.counts).toEqual({
      sessions: 1,
      durationMs: 10_500,
      recordings: 1,
      pageviews: 1,
      clicks: 1,
      rageClicks: 1,
      deadClicks: 1,
      errors: 1,
      events: 1,
    });
    expect(counter(deltas, 'all', '', next)?.counts).toEqual({ pageviews: 1 });
    expect(counter(deltas, 'country', 'DE')?.counts).toEqual({ sessions: 1, pageviews: 1 });
    expect(counter(deltas, 'country', 'DE', next)?.counts).toEqual({ pageviews: 1 });
    expect(counter(deltas, 'country', 'DE', next)?.visitors.size).toBe(1);
    expect(counter(deltas, 'exitPath', '/')).toBeUndefined();
    expect(counter(deltas, 'exitPath', '/offers')?.counts).toEqual({ sessions: 1 });
    expect(counter(deltas, 'entryPath', '/')?.counts).toEqual({ sessions: 1, rageClicks: 1, deadClicks: 1, errors: 1 });
    expect(counter(deltas, 'event', 'signup')?.counts).toEqual({ events: 1, sessions: 1 });
    expect(counter(deltas, 'path', '/')?.counts).toMatchObject({ pageviews: 1, sessions: 1, recordings: 1, clicks: 1 });
  });

  it('moves to an earlier hour with all its numbers when an earlier beacon comes late', () => {
    const early = { document: uuid(9), seq: 0, events: [event.pageview(start - 3_600_000, '/early')] };
    const { deltas, state } = reduceAll([...visit, early]);
    const before = hourOfTest(start) - 3_600_000;

    expect(state?.first?.hour).toBe(before);
    expect(counter(deltas, 'all', '', before)?.counts).toMatchObject({ sessions: 1, recordings: 1, pageviews: 1 });
    expect(counter(deltas, 'all', '')?.counts.sessions).toBeUndefined();
    expect(counter(deltas, 'entryPath', '/early', before)?.counts.sessions).toBe(1);
    expect(counter(deltas, 'entryPath', '/')).toBeUndefined();
    expect(counter(deltas, 'channel', 'Paid Search')).toBeUndefined();
  });

  it('is a bounce with one pageview, under 10 s visible and no click, and no longer with any more', () => {
    const bounce = (events: AnalyticsEvent[]) => {
      const { deltas } = reduceAll([{ seq: 0, events }]);
      return counter(deltas, 'all', '')?.counts.bounces ?? 0;
    };
    const view = event.pageview(start);

    expect(bounce([view, event.time(start + 9_999, start, 9_999, 0)])).toBe(1);
    expect(bounce([view, event.time(start + 10_000, start, 10_000, 0)])).toBe(0);
    expect(bounce([view, event.click(start + 1)])).toBe(0);
    expect(bounce([view, event.pageview(start + 1, '/b')])).toBe(0);
    expect(bounce([event.custom(start, 'ping')])).toBe(0);
  });

  it('has no more duration than lies between its first and its last event', () => {
    const { state } = reduceAll([
      { seq: 0, events: [event.pageview(start), event.time(start + 4_000, start, 4_000, 0)] },
      {
        document: uuid(4),
        seq: 0,
        events: [event.pageview(start + 1_000), event.time(start + 5_000, start + 1_000, 4_000, 0)],
      },
    ]);

    expect(toSessionItem(state as SessionState, 'w').durationMs).toBe(5_000);
  });

  it('counts a bot apart', () => {
    const client = { country: '', region: '', city: '', browser: '', os: '', bot: true };
    const { deltas } = reduceAll([{ seq: 0, events: [event.pageview(start)], over: { client } }]);

    expect([...deltas.values()].every(({ target }) => target.crowd === 'bot')).toBe(true);
    expect(deltas.size).toBeGreaterThan(0);
  });

  it('changes nothing when a beacon comes again, nor after it was erased', () => {
    const once = reduceAll(visit);
    const again = reduceAll([...visit, ...visit]);
    const erased = reduceErase({ kind: 'erase', project: 'p1', bucket: 0, receivedAt: start, session: sessionId(1) });
    const events = [event.pageview(start)];
    const beacon = resolveBeacon(envelopeFor(frameHeader({ seq: 5 }), events), events);
    const deltas = new Deltas();
    const late = reduceBeacon(erased, beacon, true, hash, deltas);

    expect(again.deltas).toEqual(once.deltas);
    expect(again.outcomes).toEqual(['counted', 'counted', 'duplicate', 'duplicate']);
    expect(late.outcome).toBe('erased');
    expect(deltas.size).toBe(0);
    expect(Object.keys(toSessionItem(late.state, 'w')).sort()).toEqual(
      ['bucket', 'erased', 'pk', 'project', 'sk', 'ttl', 'w'].sort(),
    );
  });

  it('comes back from its item as it was', () => {
    const { state } = reduceAll(visit);

    expect(fromSessionItem(toSessionItem(state as SessionState, 'w'))).toEqual({ ...state, w: 'w' });
  });
});

/** A document's beacons: pageviews at known times, and events of every kind on them. */
const anyEvent = fc.tuple(
  fc.nat({ max: 11 }),
  fc.oneof(fc.constant(5), fc.nat({ max: 7_200_000 })),
  fc.constantFrom('/', '/a', '/b'),
);
const made = ([kind, later, path]: [number, number, string], view: number): AnalyticsEvent => {
  const at = start + later;
  const makers: (() => AnalyticsEvent)[] = [
    () => event.pageview(at, path, { viewport: later % 2 ? [1280, 800] : [390, 700] }),
    () => event.click(at, path),
    () => event.rage(at, path),
    () => event.dead(at, path),
    () => event.error(at, path),
    () => event.custom(at, `event ${later % 3}`, path),
    () => event.identify(at, `user ${later % 2}`, { plan: `${later}` }, path),
    () => event.time(at, view, 1_000, 500, path),
    () => event.scroll(at, view, (later % 100) / 100, 0.3, path),
    () => event.errorClick(at, path),
    () => event.move(at, [[later % 24, 3, 2]], path),
    () => event.attention(at, [[later % 9, 100]], path),
  ];
  return (makers[kind] as () => AnalyticsEvent)();
};
const document = fc.array(fc.array(anyEvent, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
const session = fc
  .array(document, { minLength: 1, maxLength: 3 })
  .map((documents) =>
    documents.map((beacons, n) =>
      beacons.map(
        (events, seq): Sent => ({ document: uuid(100 + n), seq, events: events.map((one) => made(one, start + 5)) }),
      ),
    ),
  );

describe('whatever a session holds', () => {
  const sumOf = (deltas: Changes, by: string, name: string): number =>
    [...deltas.values()]
      .filter(({ target }) => target.kind === 'counter' && target.by === by)
      .reduce((sum, { counts }) => sum + (counts[name as 'sessions'] ?? 0), 0);

  it('it is one session in every dimension it has, and each pageview is in one value of each', () => {
    fc.assert(
      fc.property(session, (documents) => {
        const { state, deltas } = reduceAll(documents.flat());
        const views = documents
          .flat(2)
          .flatMap(({ events }) => events.filter(({ kind }) => kind === 'pageview')).length;

        for (const by of ['all', 'minute', 'entryPath', 'exitPath', 'country', 'device', 'channel', 'screen']) {
          expect(sumOf(deltas, by, 'sessions'), by).toBe(1);
        }
        for (const by of ['all', 'minute', 'path', 'country', 'device', 'channel', 'screen']) {
          expect(sumOf(deltas, by, 'pageviews'), by).toBe(views);
        }
        expect(sumOf(deltas, 'all', 'durationMs')).toBe(durationMs(state as SessionState));
        expect(sumOf(deltas, 'all', 'bounces')).toBe(isBounce(state as SessionState) ? 1 : 0);
      }),
      { numRuns: 100 },
    );
  });

  it('stands in the index where it began, with the place of its visitor, whoever signs in', () => {
    const subjects = [subjectOf('secret', 'p1', 'user', 'ada'), subjectOf('secret', 'p1', 'visitor', uuid(1))];
    const indexed = (over: Partial<BeaconEnvelope>, seqs: number[]) => {
      const beacons = seqs.map((seq) => ({ seq, events: [event.pageview(start + seq)], over }));
      const { gsk = '' } = toSessionItem(reduceAll(beacons).state as SessionState, 'w');
      return readSessionsSort(gsk);
    };
    const told = indexed({ subjects }, [0, 1]);

    expect(told).toEqual({ startedAt: start, visitor: expect.any(Number) });
    expect(indexed({ subjects: subjects.slice(1) }, [1, 0])).toEqual(told);
    expect(told.visitor).toBeGreaterThan(0);
    expect(told.visitor).toBeLessThan(1);
    expect(indexed({}, [0])).toEqual({ startedAt: start, visitor: undefined });
  });

  it('its duration fits between its first and last event, and a bounce has one pageview and no click', () => {
    fc.assert(
      fc.property(session, (documents) => {
        const state = reduceAll(documents.flat()).state as SessionState;
        const item = toSessionItem(state, 'w');

        expect(item.durationMs).toBeLessThanOrEqual((item.lastAt ?? 0) - (item.startedAt ?? 0));
        expect(item.durationMs).toBeLessThanOrEqual(state.visibleMs);
        if (item.bounce) expect([item.pageviews, item.clicks]).toEqual([1, 0]);
        expect(item.pages?.map(({ at }) => at)).toEqual(item.pages?.map(({ at }) => at).toSorted((a, b) => a - b));
      }),
      { numRuns: 100 },
    );
  });

  it('every click is one cell inside the box, every sample of movement one inside the grid', () => {
    fc.assert(
      fc.property(
        session,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (documents, x, y) => {
          const clicked = { seq: 99, events: [{ ...event.click(start), x, y }] };
          const { deltas } = reduceAll([...documents.flat(), clicked]);
          for (const { target, counts, cells } of deltas.values()) {
            if (target.kind !== 'heat' || target.type === 'scroll' || target.type === 'attention') continue;
            const places = Object.keys(cells).map((cell) => cell.split(',').map(Number));
            const columns = target.type === 'move' ? moveGrid.columns[target.device] : boxGrid;

            expect(Object.values(cells).reduce((sum, count) => sum + count, 0)).toBe(counts.samples);
            expect(places.every(([column = -1, row = -1]) => column >= 0 && column < columns && row >= 0)).toBe(true);
            if (target.type !== 'move') expect(places.every(([, row = boxGrid]) => row < boxGrid)).toBe(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('every scrolled pageview is once in the histogram of depths and once in that of folds', () => {
    fc.assert(
      fc.property(session, (documents) => {
        const { deltas } = reduceAll(documents.flat());
        for (const { target, counts, cells } of deltas.values()) {
          if (target.kind !== 'heat' || target.type !== 'scroll') continue;
          const sum = (kind: string) =>
            Object.entries(cells).reduce((all, [cell, count]) => all + (cell.startsWith(kind) ? count : 0), 0);

          expect([sum('d'), sum('f')]).toEqual([counts.samples, counts.samples]);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('order', () => {
  it('of documents changes neither the session nor any counter or cell', () => {
    fc.assert(
      fc.property(session, fc.infiniteStream(fc.nat()), (documents, choices) => {
        const left = documents.map((beacons) => [...beacons]);
        const mixed: Sent[] = [];
        for (const choice of choices) {
          const open = left.filter((beacons) => beacons.length > 0);
          const next = open[choice % Math.max(1, open.length)]?.shift();
          if (!next) break;
          mixed.push(next);
        }
        const inTurn = reduceAll(documents.flat());
        const between = reduceAll(mixed);

        expect(sorted(between.deltas)).toEqual(sorted(inTurn.deltas));
        expect(normal(between.state)).toEqual(normal(inTurn.state));
      }),
      { numRuns: 150 },
    );
  });

  it('of a document’s beacons changes no counter', () => {
    fc.assert(
      fc.property(session, (documents) => {
        const forward = reduceAll(documents.flat());
        const backward = reduceAll(documents.flat().toReversed());
        const counters = (deltas: Changes) => sorted(deltas).filter(([id]) => id.startsWith('c'));

        expect(counters(backward.deltas)).toEqual(counters(forward.deltas));
      }),
      { numRuns: 150 },
    );
  });
});

const sorted = (deltas: Changes) => [...deltas].sort(([a], [b]) => (a < b ? -1 : 1));

/** The lists that are in the order of arrival, which says nothing, in an order of their own. */
function normal(state: SessionState | undefined): ReturnType<typeof toSessionItem> {
  if (!state) throw new Error('no session');
  const waiting = state.waiting.toSorted((a, b) => (a.document < b.document ? -1 : 1));
  return toSessionItem({ ...state, waiting, seen: new Map([...state.seen].sort()) }, 'w');
}
