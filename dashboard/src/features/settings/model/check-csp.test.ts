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

  const right = `default-src 'self';\n  script-src 'self' ${base};\n  connect-src ${base}`;
  const wrong = `default-src 'self'; script-src 'self'; connect-src ${base}`;

  it.each([
    ['over several lines', right, []],
    ['over several lines, after the header’s name', `Content-Security-Policy: ${right}`, []],
    ['in a server’s configuration', `add_header Content-Security-Policy "${right};" always;`, []],
    ['in another’s', `  Header always set Content-Security-Policy "${wrong}"`, ['stops script-src']],
    ['in quotes alone', `"${right}"`, []],
    [
      'beside another, each after the header’s name',
      `Content-Security-Policy: ${right}\ncontent-security-policy: ${wrong}`,
      ['stops script-src'],
    ],
    [
      'among other headers',
      `HTTP/2 200\nserver: nginx\ncontent-security-policy: connect-src *; script-src 'self'\naccess-control-allow-origin: *`,
      ['stops script-src'],
    ],
    ['with a line that begins with a scheme', `script-src 'self'\nhttps: data:;\nconnect-src *`, []],
  ])('is read %s', (_, pasted, findings) => {
    expect(check(pasted)).toEqual(findings);
  });

  it.each([
    [`script-src 'self' 'sha256-abc'; connect-src *`, `Stops the tracker’s files: add ${base} to script-src.`],
    [
      `script-src 'sha256-abc' 'strict-dynamic' ${base}; connect-src *`,
      "Stops the tracker’s files, since 'strict-dynamic' passes over hosts: add a nonce to script-src and to the snippet.",
    ],
  ])('that allows scripts by digest has no nonce to hand on: %s', (policy, text) => {
    expect(checkCsp(policy, base, `${base}/t.js`)).toEqual([{ state: 'stops', directive: 'script-src', text }]);
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
    expect(isPolicy('HTTP/2 200\nserver: nginx\nx-frame-options: DENY')).toBe(false);
  });
});
