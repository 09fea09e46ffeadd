import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { bucketOf } from './bucket.ts';

it('spreads sessions over all buckets, always the same, otherwise under another secret', () => {
  const sessions = Array.from({ length: 400 }, () => randomUUID());
  const buckets = sessions.map((session) => bucketOf('a', 'p', session, 4));

  expect(buckets).toEqual(sessions.map((session) => bucketOf('a', 'p', session, 4)));
  expect(buckets).not.toEqual(sessions.map((session) => bucketOf('b', 'p', session, 4)));
  for (const bucket of [0, 1, 2, 3]) expect(buckets.filter((one) => one === bucket).length).toBeGreaterThan(50);
});
