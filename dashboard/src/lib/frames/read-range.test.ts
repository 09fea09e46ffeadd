import { afterEach, describe, expect, it, vi } from 'vitest';
import { readRange } from './read-range.ts';
import { sealForTest, testKey } from './seal-for-test.ts';

afterEach(() => vi.unstubAllGlobals());

const good = await sealForTest('p/s/d/0', '{"offset":5,"events":[]}');
const block = Uint8Array.from([...new Uint8Array(10), ...good, ...new Uint8Array(40)]);
const parts = [
  { url: '/b/30/x', first: 10, last: 9 + good.length, label: 'p/s/d/0' },
  { url: '/b/30/x', first: 10 + good.length, last: 49 + good.length, label: 'p/s/d/1' },
];
const request = { url: '/b/30/x', first: 10, last: 49 + good.length, parts };
const answer = (response: () => Response) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => response()),
  );

describe('readRange', () => {
  it('opens what can be opened and names what cannot', async () => {
    answer(() => new Response(block.slice(10), { status: 206 }));

    const frames = await readRange(testKey, request);

    expect(fetch).toHaveBeenCalledWith(
      '/b/30/x',
      expect.objectContaining({ headers: { Range: `bytes=10-${request.last}` } }),
    );
    expect(frames).toEqual([
      { label: 'p/s/d/0', frame: { offset: 5, analytics: [], events: [] } },
      { label: 'p/s/d/1', reason: expect.stringContaining('do not open') },
    ]);
  });

  it('cuts the range out of a whole object', async () => {
    answer(() => new Response(block, { status: 200 }));

    expect((await readRange(testKey, request))[0]).toHaveProperty('frame.offset', 5);
  });

  it('says that an object is gone, and that others may be asked again', async () => {
    answer(() => new Response('', { status: 404 }));
    await expect(readRange(testKey, request)).rejects.toMatchObject({ name: 'RangeFetchError', gone: true });

    answer(() => new Response('', { status: 500 }));
    await expect(readRange(testKey, request)).rejects.toMatchObject({
      gone: false,
      message: expect.stringContaining('500'),
    });

    answer(() => new Response(block.slice(10, 20), { status: 206 }));
    await expect(readRange(testKey, request)).rejects.toMatchObject({
      gone: false,
      message: expect.stringContaining('10 bytes instead of'),
    });
  });
});
