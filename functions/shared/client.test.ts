import { describe, expect, it } from 'vitest';
import { describeClient } from './client.ts';

const agents = {
  chrome:
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  headless:
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/141.0.0.0 Safari/537.36',
  iphone:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  googlebot: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
};

describe('describeClient', () => {
  it.each([
    [agents.chrome, 'Chrome', 'Windows'],
    [agents.iphone, 'Safari', 'iOS'],
    ['', '', ''],
    ['\u0000(((((', '', ''],
  ])('reads browser and system of %s', (userAgent, browser, os) => {
    expect(describeClient({ 'user-agent': userAgent }, 'prod')).toMatchObject({ browser, os });
  });

  it.each([
    [agents.chrome, 'prod', false],
    [agents.googlebot, 'prod', true],
    [agents.googlebot, 'local', true],
    [agents.headless, 'prod', true],
    [agents.headless, 'local', false],
    ['node', 'prod', false],
    ['python-requests/2.32', 'prod', false],
    ['Nodebot/1.0 (+https://crawler.example)', 'prod', true],
  ])('of %s at stage %s says bot: %s', (userAgent, stage, bot) => {
    expect(describeClient({ 'user-agent': userAgent }, stage).bot).toBe(bot);
  });

  it('reads the place from the headers of the CDN, byte by byte', () => {
    const headers = {
      'cloudfront-viewer-country': 'CH',
      'cloudfront-viewer-country-region': 'ZH',
      'cloudfront-viewer-city': Buffer.from('Zürich').toString('latin1'),
      'cloudfront-viewer-address': '203.0.113.9:4711',
    };

    const client = describeClient(headers, 'prod');

    expect(client).toMatchObject({ country: 'CH', region: 'CH-ZH', city: 'Zürich' });
    expect(JSON.stringify(client)).not.toContain('203');
  });

  it('takes no place that is none', () => {
    const headers = { 'cloudfront-viewer-country': '<script>', 'cloudfront-viewer-city': 'Berlin' };

    expect(describeClient(headers, 'prod')).toMatchObject({ country: '', region: '', city: '' });
  });
});
