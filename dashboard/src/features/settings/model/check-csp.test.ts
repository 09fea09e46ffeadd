import { describe, expect, it } from 'vitest';
import { checkCsp, isPolicy } from './check-csp.ts';

const base = 'https://stats.example';
const check = (policy: string, script = `${base}/t.js`) =>
  checkCsp(policy, base, script).map(({ state, directive }) => `${state} ${directive}`);

describe('a policy', () => {
  it.each([
    ['', []],
    ["default-src 'none'", ['stops script-src', 'stops connect-src']],
    ["default-src 'self'", ['stops script-src', 'stops connect-src']],
    ["default-src 'self' https://stats.example", []],
    ["script-src https://stats.example; connect-src 'self'", ['stops connect-src']],
    ["script-src 'self' *.example; connect-src *.example", []],
    ['script-src https:; connect-src https:', []],
    ['script-src http:; connect-src *', []],
    ['script-src stats.example:8443; connect-src *', ['stops script-src']],
    ['script-src https://stats.example/t.js; connect-src *', ['stops script-src']],
    ['script-src https://stats.example/; connect-src https://stats.example/i', ['stops connect-src']],
    ['script-src-elem https://cdn.example; script-src https://stats.example; connect-src *', ['stops script-src-elem']],
    ["script-src 'nonce-abc'; connect-src https://stats.example", ['note script-src']],
    ["script-src 'nonce-abc' 'strict-dynamic' https://stats.example; connect-src *", ['note script-src']],
    ["script-src 'nonce-abc' https://stats.example; connect-src *", []],
    ['sandbox allow-forms', ['stops sandbox']],
    ["require-trusted-types-for 'script'", ['note require-trusted-types-for']],
    ["Content-Security-Policy: default-src 'self'; connect-src *; script-src *", []],
    ["script-src *, script-src 'self'", ['stops script-src']],
    [`<meta http-equiv="Content-Security-Policy" content="script-src 'self'; connect-src *">`, ['stops script-src']],
    ['script-src *; script-src none.example; connect-src *', []],
  ])('%s: %j', (policy, findings) => {
    expect(check(policy)).toEqual(findings);
  });

  it('is held against the project’s own address of the tracker', () => {
    const policy = 'script-src https://stats.example/t.js; connect-src https://stats.example/lib/';

    expect(check(policy, `${base}/lib/kit.js`)).toEqual(['stops script-src']);
    expect(
      check('script-src https://stats.example/lib/; connect-src https://stats.example/lib/', `${base}/lib/kit.js`),
    ).toEqual([]);
  });

  it('says what to add', () => {
    expect(checkCsp("default-src 'self'", base, `${base}/t.js`)[1]?.text).toBe(
      'Stops its settings and beacons: add https://stats.example to connect-src.',
    );
  });

  it('is told from other text', () => {
    expect([isPolicy("default-src 'self'"), isPolicy(''), isPolicy('200 OK')]).toEqual([true, false, false]);
  });
});
