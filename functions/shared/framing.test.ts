import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BeaconEnvelope, maxEnvelopeBytes } from '#contracts/stream-record.ts';
import { EnvelopeTooLargeError, InvalidRecordError, packRecord, unpackRecord } from './framing.ts';

const envelope = (over: Partial<BeaconEnvelope> = {}): BeaconEnvelope => ({
  kind: 'beacon',
  project: 'p_1',
  bucket: 3,
  receivedAt: 1_790_000_000_000,
  offset: -12,
  hours: [1_789_999_200_000],
  paths: {},
  header: {
    v: 1,
    format: 'rrweb',
    visitor: '0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d',
    session: '01990000-0000-7000-8000-000000000000',
    tab: '0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d',
    document: '0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d',
    seq: 0,
  },
  settings: { timeZone: 'UTC', fold: [], keepParams: [], recordingDays: 30, eventDays: 395 },
  client: { country: '', region: '', city: '', browser: '', os: '', bot: false },
  ...over,
});

describe('framing', () => {
  it('gives back every envelope and every body', () => {
    const path = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__proto__');
    const paths = fc.dictionary(path, path, { maxKeys: 20, noNullPrototype: true });
    fc.assert(
      fc.property(paths, fc.uint8Array({ maxLength: 2_000 }), (given, body) => {
        const sent = envelope({ paths: given });
        const got = unpackRecord(packRecord(sent, body));

        expect(got.envelope).toEqual(sent);
        expect([...got.body]).toEqual([...body]);
      }),
    );
  });

  it('finds no folded path for a path that is named like a method', () => {
    const { envelope: got } = unpackRecord(packRecord(envelope({ paths: { '/a': '/b' } }), Buffer.alloc(0)));

    expect(got).toMatchObject({ paths: { '/a': '/b' } });
    expect((got as BeaconEnvelope).paths.constructor).toBeUndefined();
  });

  it('reads a record that is a view into a larger buffer', () => {
    const record = packRecord(envelope(), Buffer.from('body'));
    const larger = Buffer.concat([Buffer.from('before'), record, Buffer.from('after')]);

    const got = unpackRecord(larger.subarray(6, 6 + record.byteLength));

    expect(Buffer.from(got.body).toString()).toBe('body');
  });

  it('throws nothing but its own error, whatever the bytes', () => {
    const good = packRecord(envelope(), Buffer.from('body'));
    fc.assert(
      fc.property(
        fc.nat(good.byteLength - 1),
        fc.integer({ min: 0, max: 255 }),
        fc.nat(good.byteLength),
        (at, byte, end) => {
          const bad = Uint8Array.from(good);
          bad[at] = byte;
          try {
            unpackRecord(bad.subarray(0, end));
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidRecordError);
          }
        },
      ),
    );
  });

  it.each([
    ['nothing', Buffer.alloc(0), /no head/],
    ['another version', Buffer.from([2, 0, 0, 0, 0]), /version 2/],
    ['a length past the end', Buffer.from([1, 0, 0, 1, 0, 1]), /ends within/],
    ['a length past the limit', Buffer.from([1, 255, 255, 255, 255]), /too long/],
    ['an envelope that is no JSON', Buffer.from([1, 0, 0, 0, 1, 0x7b]), /no JSON/],
    ['an envelope of another shape', Buffer.from([1, 0, 0, 0, 2, 0x7b, 0x7d]), /schema/],
  ])('refuses %s', (_, bytes, reason) => {
    expect(() => unpackRecord(bytes)).toThrow(reason);
  });

  it('packs no envelope past its limit', () => {
    const large = envelope({ paths: { '/a': 'x'.repeat(maxEnvelopeBytes) } });

    expect(() => packRecord(large, Buffer.alloc(0))).toThrow(EnvelopeTooLargeError);
  });
});
