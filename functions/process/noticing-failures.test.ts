import { expect, it } from 'vitest';
import { noticingFailures } from './noticing-failures.ts';
import { MemoryObjectStore } from './simulator/memory-stores.ts';

it('tells of every record that is put away, once it is', async () => {
  const store = new MemoryObjectStore();
  const lines: object[] = [];
  await noticingFailures(store, 'prod', (line) => lines.push(line)).put('aggregate/1-2', Uint8Array.of(1));

  expect(store.objects.has('aggregate/1-2')).toBe(true);
  expect(lines).toEqual([
    expect.objectContaining({ level: 'error', object: 'aggregate/1-2' }),
    expect.objectContaining({ RecordsRefused: 1, stage: 'prod', _aws: expect.anything() }),
  ]);
});

it('tells nothing of one that could not be put away, which comes again', async () => {
  const lines: object[] = [];
  const down = { put: () => Promise.reject(new Error('down')) };

  await expect(
    noticingFailures(down, 'prod', (line) => lines.push(line)).put('record/1-2', new Uint8Array(0)),
  ).rejects.toThrow('down');
  expect(lines).toEqual([]);
});
