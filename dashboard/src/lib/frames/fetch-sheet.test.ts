import { afterEach, expect, it, vi } from 'vitest';
import { fetchSheet } from './fetch-sheet.ts';

afterEach(() => vi.unstubAllGlobals());

const hash = 'a'.repeat(64);

it('fetches a sheet from our own origin, and does without one that is gone or out of reach', async () => {
  const answers = [
    () => new Response('.a{}'),
    () => new Response('', { status: 403 }),
    () => Promise.reject(new Error()),
  ];
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => answers.shift()?.()),
  );

  expect(await fetchSheet('prj_1', hash)).toBe('.a{}');
  expect(await fetchSheet('prj_1', hash)).toBeUndefined();
  expect(await fetchSheet('prj_1', hash)).toBeUndefined();
  expect(fetch).toHaveBeenCalledWith(`/a/prj_1/${hash}`);
});
