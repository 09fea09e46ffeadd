import { describe, expect, it } from 'vitest';
import { anonymousSession, anonymousVisitor } from './anonymous-visitor.ts';

const who = { project: 'p_1', address: '203.0.113.7', userAgent: 'Mozilla/5.0' };

describe('a visitor without a name', () => {
  it('is one for a day, and another on another day, site, address and browser', () => {
    const visitor = anonymousVisitor('today', who);
    const others = [
      anonymousVisitor('tomorrow', who),
      anonymousVisitor('today', { ...who, project: 'p_2' }),
      anonymousVisitor('today', { ...who, address: '203.0.113.8' }),
      anonymousVisitor('today', { ...who, userAgent: 'Mozilla/5.0 (X11)' }),
      anonymousVisitor('today', { ...who, address: undefined }),
    ];

    expect(anonymousVisitor('today', who)).toBe(visitor);
    expect(new Set([visitor, ...others]).size).toBe(6);
  });

  it('stays the same in its network when a browser changes the rest of its IPv6 address', () => {
    const [one, other] = ['2001:db8:1:2::1', '2001:db8:1:2:ffff::9'].map((address) =>
      anonymousVisitor('today', { ...who, address }),
    );

    expect(one).toBe(other);
  });

  it('has the shape of a UUID, and its visits that of a UUIDv7 which tells when they began', () => {
    const visitor = anonymousVisitor('today', who);
    const beganAt = Date.parse('2026-11-25T12:34:56.789Z');
    const session = anonymousSession('today', visitor, beganAt);

    expect(visitor).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(session).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(Number.parseInt(session.replaceAll('-', '').slice(0, 12), 16)).toBe(beganAt);
    expect(anonymousSession('today', visitor, beganAt + 1)).not.toBe(session);
    expect(anonymousSession('tomorrow', visitor, beganAt)).not.toBe(session);
  });
});
