import { expect, it } from 'vitest';
import { trackerViolations } from './csp-report.ts';

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
])('tells that %s is stopped by %s, and no query', (blocked, directive) => {
  const told = [`${directive} stops ${blocked.split('?')[0]}`];

  expect(trackerViolations(bytes(old(blocked, directive)))).toEqual(told);
  expect(
    trackerViolations(bytes([{ type: 'csp-violation', body: { blockedURL: blocked, effectiveDirective: directive } }])),
  ).toEqual(told);
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
  expect(trackerViolations(bytes(report))).toEqual([]);
});

it('takes what is no JSON for nothing', () => {
  expect(trackerViolations(Buffer.from('{"csp-report":'))).toEqual([]);
});
