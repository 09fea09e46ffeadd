import { gunzipSync, crc32 as reference } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { crc32, stored } from '../src/extra/gzip-member.ts';
import { bytesOf, pack, sizeOf } from '../src/extra/packed.ts';

const text = (bytes: Uint8Array) => gunzipSync(bytes).toString();

describe('a gzip member', () => {
  it('is stored with a checksum that zlib accepts, at every size', () => {
    for (const size of [0, 1, 255, 65_534, 65_535, 65_536, 200_000]) {
      const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 31) % 256);
      const parts: Uint8Array[] = [];
      stored(bytes, parts);

      expect(crc32(bytes)).toBe(reference(bytes));
      if (size) expect(new Uint8Array(gunzipSync(Buffer.concat(parts)))).toEqual(bytes);
    }
  });
});

describe('a body', () => {
  it('is whole whether its runs are compressed by now or not', async () => {
    const lines = Array.from({ length: 500 }, (_, i) => JSON.stringify({ at: i, kind: 'event', name: 'añ€' }));
    const run = pack(lines.slice(0, 250));
    const parts = ['{"v":1}', run, ...lines.slice(250)];
    const early = bytesOf([...parts]);
    await run.settling;
    const late = bytesOf([...parts]);

    expect(text(early)).toBe(`${['{"v":1}', ...lines].join('\n')}\n`);
    expect(text(late)).toBe(text(early));
    expect(late.length).toBeLessThan(early.length);
    expect(sizeOf(parts)).toBeGreaterThan(late.length * 0.9);
    // Nobody holds them twice.
    bytesOf(parts);
    expect(parts).toEqual(['{"v":1}']);
  });
});
