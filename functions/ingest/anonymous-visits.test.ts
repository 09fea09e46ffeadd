import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { memoryAnonymousVisits } from './test-anonymous-visits.ts';

const noon = Date.parse('2026-11-25T12:00:00Z');
const minute = 60_000;
const claim = {
  project: 'p_1',
  visitor: 'v',
  document: 'd',
  seq: 0,
  bucket: async (beganAt: number) => beganAt % 4,
  begin: async () => () => {},
};

describe('the visit of a visitor without a name', () => {
  it('goes on while less than 30 minutes pass without a beacon, in whatever container, and never past 31', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 40 * minute }), fc.boolean()), { minLength: 1, maxLength: 30 }),
        async (pauses) => {
          const visits = memoryAnonymousVisits();
          const containers = [visits.container(), visits.container()];
          let now = noon;
          let last = (await containers[0]?.visit({ ...claim, now }))?.beganAt;
          for (const [pause, second] of pauses) {
            now += pause;
            const beganAt = (await containers[second ? 1 : 0]?.visit({ ...claim, now }))?.beganAt;
            if (pause < 30 * minute) expect(beganAt).toBe(last);
            if (pause > 31 * minute) expect(beganAt).toBe(now);
            last = beganAt;
          }
        },
      ),
      { numRuns: 200 },
    );
  });

  it('writes when it begins and at most once a minute after', async () => {
    const visits = memoryAnonymousVisits();
    const container = visits.container();

    for (let second = 0; second < 120; second += 1) await container.visit({ ...claim, now: noon + second * 1_000 });

    expect(visits.sent).toEqual(['GetItem', 'PutItem', 'UpdateItem']);
  });

  it('begins once where several containers see its first beacons at once, and keeps its bucket', async () => {
    const visits = memoryAnonymousVisits();
    const undo = vi.fn();
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        visits.container().visit({ ...claim, document: `d${index}`, now: noon + index, begin: async () => undo }),
      ),
    );

    expect(new Set(all.map(({ beganAt, bucket }) => `${beganAt} ${bucket}`)).size).toBe(1);
    expect(undo).toHaveBeenCalledTimes(7);
  });

  it('tells which beacon began it, and keeps nothing past the day', async () => {
    const visits = memoryAnonymousVisits();
    await visits.container().visit({ ...claim, now: noon });
    const later = await visits.container().visit({ ...claim, seq: 9, now: noon + 45 * minute });

    expect(later).toMatchObject({ beganAt: noon + 45 * minute, document: 'd', seq: 9 });
    for (const { ttl } of visits.items.values()) expect(ttl * 1_000).toBe(Date.parse('2026-11-26T00:00:00Z'));
    expect(JSON.stringify([...visits.items])).not.toContain('"v"');
  });

  it('does not begin where too many do', async () => {
    const visits = memoryAnonymousVisits();
    const refusal = new Error('too many');

    await expect(visits.container().visit({ ...claim, now: noon, begin: () => Promise.reject(refusal) })).rejects.toBe(
      refusal,
    );
    expect(visits.items.size).toBe(0);
  });
});
