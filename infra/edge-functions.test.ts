import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { blockName, dashboardPage, ownName } from './edge-functions.ts';

const run = (code: string, uri: string): string =>
  runInNewContext(`${code}; handler({ request: { uri: ${JSON.stringify(uri)} } }).uri`);

describe('dashboardPage', () => {
  it.each(['/', '/projects/p_1/recordings', '/projects/p_1/sessions/a.b', '/sign-in'])('gives %s the page', (uri) => {
    expect(run(dashboardPage, uri)).toBe('/index.html');
  });

  it.each(['/assets/index-abc.js', '/apidocs/swagger-ui.css', '/favicon.svg', '/robots.txt'])('leaves %s', (uri) => {
    expect(run(dashboardPage, uri)).toBe(uri);
  });
});

describe('ownName', () => {
  it.each([
    ['/lib/kit.js', '/t.js'],
    ['/lib/kit/v/1.2.3/x.js', '/v/1.2.3/x.js'],
    ['/lib/kit/i', '/i'],
    ['/lib/kit/i/config', '/i/config'],
    ['/lib/kit/i/files', '/i/files'],
    ['/lib-2/my-kit/i/csp', '/i/csp'],
  ])('makes %s %s', (uri, own) => {
    expect(run(ownName, uri)).toBe(own);
  });

  it.each(['/a/kit.js', '/lib/kit/api/me', '/lib/kit/index', '/lib/kit/more.js', '/lib/sub/kit/i', '/Lib/kit.js'])(
    'leaves %s',
    (uri) => {
      expect(run(ownName, uri)).toBe(uri);
    },
  );
});

describe('blockName', () => {
  it('takes the prefix away', () => {
    expect(run(blockName, '/b/30/0123abcd')).toBe('/30/0123abcd');
  });
});
