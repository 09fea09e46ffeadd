import { beforeEach, expect, it, vi } from 'vitest';
import { AskedFiles, keptFileLimits } from '../../../contracts/kept-file.ts';
import { request } from '../core/request.ts';
import { fileServer } from './file-server.ts';

vi.mock('../core/request.ts', () => ({ request: vi.fn() }));

const server = fileServer('https://stats.example', 'agw_1');
const hashes = Array.from({ length: 70 }, (_, n) => `${n}`.padStart(64, '0'));
const asked = () => vi.mocked(request).mock.calls.map(([address]) => new URL(address).searchParams.get('f') ?? '');

beforeEach(() => {
  vi.mocked(request).mockReset();
  vi.mocked(request).mockResolvedValue([200, { missing: [] }]);
});

it('asks for the same files by the same address, in whatever order and however often they were found', async () => {
  const [one = '', other = ''] = hashes;
  await server.missing([one, other]);
  await server.missing([other, one, other]);

  // By GET and with no header of our own, so that no preflight goes before it.
  expect(vi.mocked(request).mock.calls).toEqual(
    Array(2).fill([`https://stats.example/i/files?k=agw_1&f=${one},${other}`]),
  );
});

it('asks in parts for more than an address takes', async () => {
  vi.mocked(request).mockImplementation(async (address) => {
    const [first] = new URL(address).searchParams.get('f')?.split(',') ?? [];
    return [200, { missing: [first] }];
  });
  const missing = await server.missing(hashes.toReversed());

  expect(asked().map((list) => list.split(',').length)).toEqual([keptFileLimits.asked, keptFileLimits.asked, 10]);
  expect(asked().every((list) => AskedFiles.safeParse(list).success)).toBe(true);
  expect(asked().join()).toBe(hashes.join());
  expect(missing).toEqual(new Set([hashes[0], hashes[30], hashes[60]]));
});

it.each([
  ['was not answered', 0, undefined],
  ['was refused', 403, { error: {} }],
  ['was cut off', 200, {}],
])('does not say what is missing where the answer to one part %s', async (_, status, body) => {
  vi.mocked(request)
    .mockResolvedValueOnce([200, { missing: [] }])
    .mockResolvedValueOnce([status, body]);

  expect(await server.missing(hashes)).toBeUndefined();
});
