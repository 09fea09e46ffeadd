import { describe, expect, it } from 'vitest';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { scrubAnalytics, scrubbed, scrubRrweb, scrubText, scrubWhole } from './scrub.ts';

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP';

describe('text', () => {
  it.each([
    ['/reset?token=abc123', `/reset?token=${scrubbed}`],
    ['/cb?page=2&access_token=abc#id_token=x', `/cb?page=2&access_token=${scrubbed}#id_token=${scrubbed}`],
    ['/x?ref=9f86d081884c7d659a2feaa0c55ad015', `/x?ref=${scrubbed}`],
    ['/x?s=aB3dE5fG7hI9jK1lM3nO5pQ7', `/x?s=${scrubbed}`],
    ['https://ann:pw@shop.example/a', `https://${scrubbed}@shop.example/a`],
    ['failed: https://shop.example/?api_key=1 gone', `failed: https://shop.example/?api_key=${scrubbed} gone`],
    [`rejected ${jwt}`, `rejected ${scrubbed}`],
    ['Authorization: Bearer abcdefgh12345678', `Authorization: Bearer ${scrubbed}`],
  ])('takes the secret out of %s', (text, clean) => {
    expect(scrubText(text)).toBe(clean);
  });

  it.each([
    '/products?page=2&sort=price&color=navy-blue&state=NY&code=SUMMER',
    '/search?q=a+long+search+for+words+in+lower+case',
    'https://shop.example/a@b',
    'mail me at ann@shop.example',
    '/blog/how-to-choose-a-password',
    '',
  ])('leaves %s alone', (text) => {
    expect(scrubText(text)).toBe(text);
  });
});

describe('addresses and errors', () => {
  it.each([
    ['/reset/aB3dE5fG7hI9jK1lM3nO5pQ7', `/reset/${scrubbed}`],
    ['/invite/k3j4h5g6f7d8s9a0q1w2e3r4t', `/invite/${scrubbed}`],
    ['/verify/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b/now', `/verify/${scrubbed}/now`],
    ['/people/ada.l+x@mail.example.com/edit', `/people/${scrubbed}/edit`],
    [
      'no user ada@example.com, said https://a.example/?token=x1',
      `no user ${scrubbed}, said https://a.example/?token=${scrubbed}`,
    ],
    ['bad key sk_live_51H8aBcDeFgHiJkLmNoPq at charge', `bad key ${scrubbed} at charge`],
  ])('loses whose it is in %s', (text, clean) => {
    expect(scrubWhole(text)).toBe(clean);
  });

  it.each([
    '/blog/Top-10-Things-You-Should-Know-In-2026',
    '/orders/0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d',
    '/products/507f1f77bcf86cd799439011',
    '/@scope/package@1.22.3/internationalization',
    'at render (https://shop.example/assets/index-BQ3x9dKaLmNoPqRsTuVw.js:1:2)',
    '/p-1764098000000-k3j4h5g6f7d8',
  ])('keeps %s', (text) => {
    expect(scrubWhole(text)).toBe(text);
  });

  it('are where an event has them', () => {
    const at = { at: 1, path: '/u/ada@example.com' };
    const secret = 'aB3dE5fG7hI9jK1lM3nO5pQ7';
    const events: AnalyticsEvent[] = [
      {
        ...at,
        kind: 'error',
        message: `for ada@example.com`,
        source: `/x/${secret}`,
        stack: `Error: ${secret}\n at f`,
      },
      { ...at, kind: 'console', level: 'log', text: `hello ada@example.com ${secret}` },
      { ...at, kind: 'request', method: 'GET', url: `https://a.example/${secret}`, status: 200, duration: 1 },
      {
        ...at,
        kind: 'pageview',
        host: 'a.example',
        title: 'ada@example.com',
        referrer: `https://b.example/${secret}`,
        viewport: [1, 1],
        screen: [1, 1],
      },
    ];

    const clean = JSON.stringify(events.map((event) => scrubAnalytics(event)));

    expect(clean).not.toMatch(new RegExp(`ada@|${secret}`));
    expect(clean).toContain(scrubbed);
  });
});

describe('analytics events', () => {
  it('scrubs addresses, messages, properties and traits, and no structure', () => {
    const event: AnalyticsEvent = {
      kind: 'event',
      at: 1,
      path: `/a?token=${jwt}`,
      name: 'paid',
      properties: { password: 'x', apiToken: 'y', api_token: 'y', url: '/x?sig=1', amount: 3, plan: 'pro' },
    };

    expect(scrubAnalytics(event)).toEqual({
      ...event,
      path: `/a?token=${scrubbed}`,
      properties: {
        password: scrubbed,
        apiToken: scrubbed,
        api_token: scrubbed,
        url: `/x?sig=${scrubbed}`,
        amount: 3,
        plan: 'pro',
      },
    });
  });
});

describe('events of the recorder', () => {
  const input = (attributes: Record<string, unknown>) => ({ type: 2, tagName: 'input', attributes, childNodes: [] });

  it('empties hidden and password inputs wherever they appear', () => {
    const full = scrubRrweb({
      type: 2,
      timestamp: 1,
      data: { node: { childNodes: [{ childNodes: [input({ type: 'hidden', value: '4711' })] }] } },
    });
    const mutation = scrubRrweb({
      type: 3,
      timestamp: 2,
      data: {
        source: 0,
        adds: [{ node: input({ type: 'PASSWORD', value: 'x9' }) }],
        attributes: [{ id: 3, attributes: { type: 'hidden', value: 'csrf' } }],
      },
    });

    expect(JSON.stringify(full)).not.toContain('4711');
    expect(JSON.stringify(mutation)).not.toMatch(/x9|csrf/);
  });

  it('keeps what an ordinary input and a button say', () => {
    const event = { type: 2, timestamp: 1, data: { node: input({ type: 'submit', value: 'Buy' }) } };

    expect(JSON.stringify(scrubRrweb(event))).toContain('"Buy"');
  });

  it('scrubs addresses in links, in the page’s own address, and in payloads of plugins', () => {
    const link = scrubRrweb({
      type: 2,
      timestamp: 1,
      data: { node: { attributes: { href: '/reset?token=abc' }, childNodes: [] } },
    });
    const meta = scrubRrweb({
      type: 4,
      timestamp: 1,
      data: { href: 'https://a:b@x.example/?code=4f9a01', width: 1, height: 1 },
    });
    const plugin = scrubRrweb({ type: 6, timestamp: 1, data: { payload: { payload: ['"GET /x?api_key=abc"'] } } });

    expect(JSON.stringify([link, meta, plugin])).not.toMatch(/abc|a:b|4f9a01/);
  });

  it('goes through a document nested 50,000 deep', () => {
    let node: Record<string, unknown> = input({ type: 'hidden', value: 'deep' });
    for (let depth = 0; depth < 50_000; depth += 1) node = { attributes: {}, childNodes: [node] };
    const leaf = node;
    scrubRrweb({ type: 2, timestamp: 1, data: { node: leaf } });

    for (let depth = 0; depth < 50_000; depth += 1) node = (node.childNodes as Record<string, unknown>[])[0] ?? {};
    expect(node.attributes).toEqual({ type: 'hidden', value: '*****' });
  });
});
