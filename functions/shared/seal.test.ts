import fc from 'fast-check';
import { expect, it } from 'vitest';
import { frameLabel } from '#contracts/stream-record.ts';
import { newFrameKey, openFrame, SealError, sealFrame } from './seal.ts';

const label = frameLabel({ project: 'p1', session: 'S', document: 'D', seq: 3 });
const content = { offset: -12, events: [{ kind: 'pageview' }], rrweb: [{ type: 2, data: 'ünï' }] };

it('opens what it sealed, and seals the same content differently every time', () => {
  const key = newFrameKey();
  fc.assert(
    fc.property(
      fc.array(fc.jsonValue()),
      fc.array(fc.record({ type: fc.nat(), data: fc.jsonValue() })),
      (events, rrweb) => {
        const given = JSON.parse(JSON.stringify({ offset: 5, events, rrweb }));
        const own = { offset: 5, events: [], rrweb: [], recorded: rrweb.map(({ type }) => [type, 1]) };

        expect(openFrame(key, label, sealFrame(key, label, given))).toEqual({ ...given, recorded: [] });
        expect(openFrame(key, label, sealFrame(key, label, own))).toEqual(own);
      },
    ),
    { numRuns: 30 },
  );
  expect(sealFrame(key, label, content)).not.toEqual(sealFrame(key, label, content));
});

it('binds a frame to its key, its label and every byte', () => {
  const key = newFrameKey();
  const sealed = sealFrame(key, label, content);
  const damaged = Uint8Array.from(sealed);
  damaged[20] = (damaged[20] ?? 0) ^ 1;

  expect(() => openFrame(newFrameKey(), label, sealed)).toThrow(SealError);
  expect(() => openFrame(key, 'p1/s/d/4', sealed)).toThrow(SealError);
  expect(() => openFrame(key, label, damaged)).toThrow(SealError);
  expect(() => openFrame(key, label, sealed.subarray(0, 20))).toThrow(SealError);
});
