import { describe, expect, it } from 'vitest';
import type { ForgetEnvelope } from '#contracts/stream-record.ts';
import { forgottenKey, wholeProject } from '../shared/forgotten-items.ts';
import { Forgotten } from './forgotten.ts';
import { envelopeFor, frameHeader } from './simulator/make-beacon.ts';
import { type ItemKey, itemId } from './stores.ts';
import type { OpenRecord } from './stream-batch.ts';

const began = 1_800_000_000_000;
/** A UUIDv7 of a time. */
const sessionAt = (ms: number): string =>
  `${ms
    .toString(16)
    .padStart(12, '0')
    .replace(/^(.{8})/, '$1-')}-7000-8000-000000000001`;

const place = (position: string) => ({ position, sequenceNumber: position, partitionKey: 'p1#0' });
const beacon = (
  position: string,
  subjects: string[],
  over: { session?: string; offset?: number } = {},
): OpenRecord => ({
  ...place(position),
  data: new Uint8Array(),
  body: new Uint8Array(),
  envelope: envelopeFor(frameHeader({ session: over.session ?? sessionAt(began) }), [], {
    subjects,
    offset: over.offset ?? 0,
  }),
});
const control = (position: string, over: Partial<ForgetEnvelope>) => {
  const envelope: ForgetEnvelope = {
    kind: 'forget',
    project: 'p1',
    bucket: 0,
    receivedAt: began,
    subject: 'visitor.a',
    ...over,
  };
  const record: OpenRecord = { ...place(position), data: new Uint8Array(), body: new Uint8Array(), envelope };
  return [record, envelope] as const;
};
/** As another invocation finds what one left. */
const stored = (forgotten: Forgotten): Map<string, ItemKey> =>
  new Map(forgotten.changes().map(({ item }) => [itemId(item), item]));

describe('what a bucket has to forget', () => {
  it('is dropped behind the control record, and not before it, at every try', () => {
    const first = new Forgotten(new Map());
    first.note(...control('5', {}));
    const again = new Forgotten(stored(first));
    again.note(...control('5', {}));

    for (const forgotten of [first, again]) {
      expect(forgotten.covers(beacon('4', ['visitor.a']))).toBe(false);
      expect(forgotten.covers(beacon('6', ['visitor.a']))).toBe(true);
      expect(forgotten.covers(beacon('6', ['visitor.b']))).toBe(false);
    }
    expect(again.changes()).toEqual([]);
  });

  it('stays dropped where it was, when it is asked for again', () => {
    const first = new Forgotten(new Map());
    first.note(...control('5', {}));
    const second = new Forgotten(stored(first));
    second.note(...control('9', {}));

    expect(second.changes()).toMatchObject([{ read: '5', item: { w: '9' } }]);
    expect(new Forgotten(stored(second)).covers(beacon('7', ['visitor.a']))).toBe(true);
    expect(new Forgotten(stored(second)).covers(beacon('4', ['visitor.a']))).toBe(false);
  });

  it('is of a user what had begun by the request, by our clock, and not what begins after it', () => {
    const forgotten = new Forgotten(new Map());
    forgotten.note(...control('5', { subject: 'user.u', before: began + 1_000 }));
    const covers = (session: number, offset = 0) =>
      forgotten.covers(beacon('6', ['visitor.x', 'user.u'], { session: sessionAt(session), offset }));

    expect(covers(began)).toBe(true);
    expect(covers(began + 2_000)).toBe(false);
    // A browser whose clock is an hour ahead.
    expect(covers(began + 3_600_000, -3_600_000)).toBe(true);
    expect(covers(began + 3_602_000, -3_600_000)).toBe(false);
  });

  it('is everything of a project, control records too', () => {
    const forgotten = new Forgotten(new Map());
    forgotten.note(...control('5', { subject: wholeProject }));
    const erase: OpenRecord = {
      ...beacon('6', []),
      envelope: { kind: 'erase', project: 'p1', bucket: 0, receivedAt: began, session: sessionAt(began) },
    };

    expect(forgotten.covers(beacon('6', []))).toBe(true);
    expect(forgotten.covers(erase)).toBe(true);
    expect(JSON.stringify(forgotten.changes())).not.toContain('p1');
  });

  it('remembers no more requests of one subject than fit, and forgets none of them', () => {
    const forgotten = new Forgotten(new Map());
    for (let n = 0; n < 80; n += 1) {
      forgotten.note(...control(`1${String(n).padStart(3, '0')}`, { subject: 'user.u', before: began + n }));
    }
    const [change] = forgotten.changes();
    const late = beacon('2000', ['user.u'], { session: sessionAt(began) });

    expect(change?.item.entries).toHaveLength(50);
    expect(itemId(change?.item ?? { pk: '', sk: '' })).toBe(itemId(forgottenKey('p1', 0, 'user.u')));
    expect(forgotten.covers(late)).toBe(true);
    expect(forgotten.covers(beacon('0999', ['user.u']))).toBe(false);
  });
});
