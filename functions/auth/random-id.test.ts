import { describe, expect, it } from 'vitest';
import { projectId, randomDigits, writeKey } from './random-id.ts';

describe('ids', () => {
  it('makes write keys of 24 base62 digits, no two alike', () => {
    const keys = new Set(Array.from({ length: 500 }, () => writeKey(randomDigits)));

    expect(keys.size).toBe(500);
    for (const key of keys) expect(key).toMatch(/^ag_[0-9A-Za-z]{24}$/);
  });

  it('makes lower-case project ids that sort by time', () => {
    const times = [0, 1_000, Date.UTC(2026, 1), Date.UTC(2060, 1)];
    const ids = times.map((at) => projectId(new Date(at), randomDigits));

    expect(ids).toEqual([...ids].sort());
    for (const id of ids) expect(id).toMatch(/^prj_[0-9a-z]{21}$/);
  });
});
