import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bindCursor } from '../shared/http/cursor.ts';
import { sessionsSort } from '../shared/tally-items.ts';
import { frustration, type SessionSort, sessions } from './sessions.ts';
import { hour, memoryTally, project, session, start } from './test-readers.ts';

type Ask = Omit<Parameters<typeof sessions>[1], 'cursor'>;

const ask: Ask = {
  project,
  timeZone: 'UTC',
  crowds: ['human'],
  span: { from: start - 48 * hour, to: start + 48 * hour },
  filter: undefined,
  now: start + 50 * hour,
  sort: '-startedAt',
  recorded: undefined,
  limit: 2,
  recordingDays: 30,
};

/** Every page, one after the other. */
async function everything(tally: ReturnType<typeof memoryTally>, change: Partial<Ask> = {}) {
  const ids: string[] = [];
  let cursor: string | null | undefined;
  do {
    const page = await sessions(tally, { ...ask, ...change, cursor: bindCursor('s', 'scope', cursor ?? undefined) });
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

describe('the list of sessions', () => {
  it('pages through every session once, in order, whatever the sort and the page size', async () => {
    const some = fc.array(
      fc.record({
        hours: fc.integer({ min: -40, max: 40 }),
        activeMs: fc.integer({ min: 0, max: 3 }),
        rageClicks: fc.integer({ min: 0, max: 2 }),
        bot: fc.boolean(),
        /** Of its visitor; sessions of an earlier version have none. */
        place: fc.constantFrom('', 'AbCdEfGh', '-_000000'),
      }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(
        some,
        fc.constantFrom<SessionSort>('-startedAt', '-activeMs', '-frustration'),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (made, sort, limit, bots) => {
          const all = made.map(({ hours, place, ...rest }, index) => {
            const startedAt = start + hours * hour;
            return session(`s${index}`, { startedAt, gsk: sessionsSort(startedAt, `s${index}`, place), ...rest });
          });
          const tally = memoryTally({ sessions: all });
          const crowds = bots ? (['human', 'bot'] as const) : (['human'] as const);
          const ids = await everything(tally, { sort, limit, crowds });
          const rank = {
            '-startedAt': (id: string) => byId(id).startedAt,
            '-activeMs': (id: string) => byId(id).activeMs,
            '-frustration': (id: string) => frustration(byId(id)),
          }[sort];
          const byId = (id: string) => all.find((item) => item.session === id) ?? session('none');

          expect(ids.toSorted()).toEqual(
            all
              .filter(({ bot }) => bots || !bot)
              .map((item) => item.session)
              .toSorted(),
          );
          expect(ids.map(rank)).toEqual(ids.map(rank).toSorted((a, b) => b - a));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves out the expired, the erased and, unless asked for, bots', async () => {
    const tally = memoryTally({
      sessions: [
        session('a'),
        session('old', { ttl: 1 }),
        session('gone', { erased: true }),
        session('bot', { bot: true }),
      ],
    });

    expect(await everything(tally)).toEqual(['a']);
    expect(await everything(tally, { crowds: ['human', 'bot'] })).toEqual(expect.arrayContaining(['a', 'bot']));
  });

  it('filters, and knows whether the recording is still there', async () => {
    const tally = memoryTally({
      sessions: [session('de'), session('fr', { country: 'FR' }), session('silent', { hasRecording: false })],
    });

    expect(await everything(tally, { filter: ['is', 'country', ['FR']] })).toEqual(['fr']);
    expect(await everything(tally, { recorded: false })).toEqual(['silent']);
    expect(await everything(tally, { recorded: true, recordingDays: 1 })).toEqual([]);
  });

  it('refuses a cursor of another query', async () => {
    const tally = memoryTally({ sessions: [session('a'), session('b'), session('c')] });
    const page = await sessions(tally, { ...ask, cursor: bindCursor('s', 'one query', undefined) });

    expect(page.nextCursor).not.toBeNull();
    await expect(
      sessions(tally, { ...ask, cursor: bindCursor('s', 'another', page.nextCursor ?? '') }),
    ).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});
