import { expect, it } from 'vitest';
import { trackerViolations } from './csp-report.ts';

const host = 'ag.example';
const named = { path: 'lib', file: 'kit' };
const unnamed = { path: null, file: null };
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const old = (blocked: string, directive = 'connect-src') => ({
  'csp-report': {
    'blocked-uri': blocked,
    'effective-directive': directive,
    'document-uri': 'https://a.example/?token=x',
  },
});

it.each([
  ['https://ag.example/t.js', 'script-src-elem'],
  ['https://ag.example/v/1.2.3/x.js', 'script-src'],
  ['https://ag.example/i?k=1', 'connect-src'],
  ['https://ag.example/i/config?k=1', 'connect-src'],
  ['https://ag.example/lib/kit.js', 'script-src'],
  ['https://ag.example/lib/kit/v/1.2.3/recorder.js', 'script-src'],
  ['https://ag.example/lib/kit/i/config?k=1', 'connect-src'],
  ['https://ag.example/v/1.2.3/strict.js', 'script-src'],
  ['https://ag.example/i/files?k=1&f=ab', 'connect-src'],
])('tells that %s is stopped by %s, and no query', (blocked, directive) => {
  const told = [`${directive} stops ${blocked.split('?')[0]}`];

  expect(trackerViolations(bytes(old(blocked, directive)), host, named)).toEqual(told);
  expect(
    trackerViolations(
      bytes([{ type: 'csp-violation', body: { blockedURL: blocked, effectiveDirective: directive } }]),
      host,
      named,
    ),
  ).toEqual(told);
});

it.each([
  'https://cdn.other.example/jquery/jquery.js',
  'https://cdn.other.example/lib/kit.js',
  'https://evil.example/t.js',
  'https://other.example/i',
  'https://ag.example:8443/t.js',
  'https://ag.example/jquery/jquery.js',
  'https://ag.example/lib/kit/more.js',
  'https://ag.example/apidocs/swagger-ui.js',
])('tells nothing of %s, which is not the tracker of this project', (blocked) => {
  expect(trackerViolations(bytes(old(blocked)), host, named)).toEqual([]);
});

it('takes no name for the tracker’s while the project has none, and only the port that is named', () => {
  expect(trackerViolations(bytes(old('https://ag.example/lib/kit.js')), host, unnamed)).toEqual([]);
  expect(trackerViolations(bytes(old('http://localhost:4000/t.js')), 'localhost:4000', unnamed)).toHaveLength(1);
});

it.each([
  old('https://ads.example/pixel.gif', 'img-src'),
  old('inline', 'script-src'),
  { 'csp-report': { ...old('https://ag.example/t.js')['csp-report'], disposition: 'report' } },
  old('https://ag.example/t.js', ''),
  {},
  null,
  'text',
  7,
  [],
  { 'csp-report': 'x' },
])('tells nothing of what is not about the tracker: %j', (report) => {
  expect(trackerViolations(bytes(report), host, named)).toEqual([]);
});

it('takes what is no JSON for nothing', () => {
  expect(trackerViolations(Buffer.from('{"csp-report":'), host, named)).toEqual([]);
});
