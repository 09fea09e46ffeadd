import { describe, expect, it } from 'vitest';
import { BeaconHeader } from '../../../contracts/beacon.ts';
import { secret, uuid } from './ids.ts';
import { sessionAt } from './session.ts';

const minute = 60_000;

describe('ids', () => {
  it('are what the beacon asks for', () => {
    const header = {
      v: 1,
      format: 'rrweb',
      visitor: uuid(Date.now()),
      session: uuid(Date.now()),
      secret: secret(),
      tab: uuid(Date.now()),
      document: uuid(Date.now()),
      seq: 0,
    };

    expect(BeaconHeader.safeParse(header).success).toBe(true);
    expect(new Set(Array.from({ length: 1_000 }, () => uuid(1_795_626_985_752))).size).toBe(1_000);
  });

  it('carry the time of a session', () => {
    expect(Number.parseInt(uuid(1_795_626_985_752).replaceAll('-', '').slice(0, 12), 16)).toBe(1_795_626_985_752);
  });
});

describe('a session', () => {
  const start = 1_795_626_985_752;
  const first = sessionAt(undefined, start);

  it('goes on within 30 minutes of the last activity', () => {
    const next = sessionAt(first.join('.'), start + 29 * minute);
    const later = sessionAt(next.join('.'), start + 58 * minute);

    expect(later.slice(0, 3)).toEqual(first.slice(0, 3));
    expect(later[3]).toBe(start + 58 * minute);
  });

  it('ends after 30 minutes without activity, and 24 hours after its start', () => {
    const last = [...first.slice(0, 3), start + 24 * 60 * minute - 1, '1'].join('.');

    expect(sessionAt(first.join('.'), start + 30 * minute)[0]).not.toBe(first[0]);
    expect(sessionAt(last, start + 24 * 60 * minute - 1)[0]).toBe(first[0]);
    expect(sessionAt(last, start + 24 * 60 * minute)[0]).not.toBe(first[0]);
  });

  it('begins anew when what is stored is broken', () => {
    for (const broken of ['', 'x', 'a.b', 'a.b.c.d.e']) expect(sessionAt(broken, start)[2]).toBe(start);
  });

  it('keeps whether it is recorded', () => {
    expect(sessionAt([...first.slice(0, 4), '1'].join('.'), start + 1)[4]).toBe('1');
  });
});
