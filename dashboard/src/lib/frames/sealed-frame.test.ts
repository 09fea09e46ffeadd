import { describe, expect, it } from 'vitest';
import { frameLabel } from '#contracts/stream-record.ts';
import { gzip, sealForTest, testKey } from './seal-for-test.ts';
import { FrameError, importFrameKey, openFrame } from './sealed-frame.ts';

const label = frameLabel({ project: 'P1', session: 'S1', document: 'D1', seq: 3 });
const lines = [
  { offset: -120, events: [{ kind: 'click', at: 5, path: '/' }, { at: 'no time' }] },
  { type: 4, timestamp: 10, data: { href: 'https://shop.test/' } },
  { type: 2, timestamp: 11, data: { note: 'one\nline' } },
];
const text = lines.map((line) => JSON.stringify(line)).join('\n');
const key = await importFrameKey(testKey);

describe('openFrame', () => {
  it('gives offset, analytics and rrweb events of a sealed frame', async () => {
    const { frame } = await openFrame(key, label, await sealForTest(label, text));

    expect(frame.offset).toBe(-120);
    expect(frame.analytics).toEqual([{ kind: 'click', at: 5, path: '/' }]);
    expect(frame.events).toEqual(lines.slice(1));
    expect(frame.from).toBe(5);
  });

  it('leaves lines of afterglow-1 to be decoded', async () => {
    const recorded = [
      [0, 3, 0, 'https://shop.test/', 800, 600],
      [2, 3, 0, 0],
    ];
    const own = [lines[0], ...recorded].map((line) => JSON.stringify(line)).join('\n');

    const opened = await openFrame(key, label, await sealForTest(label, own, { codec: 2 }));

    expect(opened.lines).toEqual(recorded);
    expect(opened.frame).toMatchObject({ offset: -120, events: [], encoded: true, from: 3 });
  });

  it('reads a frame that has analytics alone', async () => {
    const { frame } = await openFrame(key, label, await sealForTest(label, JSON.stringify(lines[0])));

    expect(frame.events).toEqual([]);
  });

  it('refuses a frame that was moved to another place', async () => {
    const sealed = await sealForTest(label, text);

    await expect(openFrame(key, label.replace('/3', '/4'), sealed)).rejects.toMatchObject({
      name: 'FrameError',
      label: label.replace('/3', '/4'),
      message: expect.stringContaining('do not open'),
    });
  });

  it('names an unknown codec, a cut frame, damaged gzip and content that is no JSON', async () => {
    const refuses = async (sealed: Uint8Array<ArrayBuffer>, reason: RegExp) => {
      const error = await openFrame(key, label, sealed).catch((thrown: unknown) => thrown);

      expect(error).toBeInstanceOf(FrameError);
      expect(String(error)).toMatch(reason);
    };

    await refuses(await sealForTest(label, text, { codec: 9 }), /codec 9/);
    await refuses(new Uint8Array(20), /shorter/);
    await refuses(await sealForTest(label, text, { packed: (await gzip(text)).subarray(0, 30) }), /gzip/);
    await refuses(await sealForTest(label, 'hello'), /JSON/);
    await refuses(await sealForTest(label, '{"offset":0,"events":[]}\n{"no":"event"}'), /JSON/);
    await refuses(await sealForTest(label, '{"offset":0,"events":[]}\n{"type":2}', { codec: 2 }), /JSON/);
  });
});
