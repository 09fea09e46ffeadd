import { describe, expect, it } from 'vitest';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { scrubAddress, scrubAnalytics, scrubbed, scrubText, scrubWhole } from './scrub.ts';

const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dBjftJeZ4CVP';

describe('text', () => {
  it.each([
    ['/reset?token=abc123', `/reset?token=${scrubbed}`],
    ['/cb?page=2&access_token=abc#id_token=x', `/cb?page=2&access_token=${scrubbed}#id_token=${scrubbed}`],
    ['/x?ref=9f86d081884c7d659a2feaa0c55ad015', `/x?ref=${scrubbed}`],
    ['/x?s=aB3dE5fG7hI9jK1lM3nO5pQ7', `/x?s=${scrubbed}`],
    ['https://ann:pw@shop.example/a', `https://${scrubbed}@shop.example/a`],
    ['failed: https://shop.example/?api_key=1 gone', `failed: https://shop.example/?api_key=${scrubbed} gone`],
    ['//ann:pw@shop.example/a', `//${scrubbed}@shop.example/a`],
    ['https://ann:p@w@shop.example/a', `https://${scrubbed}@shop.example/a`],
    ['{"at":"https:\\/\\/ann:pw@shop.example\\/a"}', `{"at":"https:\\/\\/${scrubbed}@shop.example\\/a"}`],
    ['/x?userToken=a1&newPassword=b2', `/x?userToken=${scrubbed}&newPassword=${scrubbed}`],
    ['/x?passcode=1234&oobCode=c3', `/x?passcode=${scrubbed}&oobCode=${scrubbed}`],
    ['/x?token[]=a1&user[password]=b2', `/x?token[]=${scrubbed}&user[password]=${scrubbed}`],
    ['/x?user%5Bpassword%5D=b2', `/x?user%5Bpassword%5D=${scrubbed}`],
    ['sent {"pwd":1234567,"plan":"pro"}', `sent {"pwd":"${scrubbed}","plan":"pro"}`],
    [`rejected ${jwt}`, `rejected ${scrubbed}`],
    ['Authorization: Bearer abcdefgh12345678', `Authorization: Bearer ${scrubbed}`],
  ])('takes the secret out of %s', (text, clean) => {
    expect(scrubText(text)).toBe(clean);
  });

  it.each([
    '/products?page=2&sort=price&color=navy-blue&state=NY&code=SUMMER',
    '/search?q=a+long+search+for+words+in+lower+case',
    'https://shop.example/a@b',
    '/chat?max_tokens=512&zipCode=10115&spin=3',
    'url(//cdn.example/a.png)}@media print{a{color:red}} // mail @ann',
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
    ['/unsubscribe/ann%40x.example/list', `/unsubscribe/${scrubbed}/list`],
    ['/unsubscribe/ann%2Bnews%2540x.example/list', `/unsubscribe/${scrubbed}/list`],
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
    '/img/logo@2x.png?at=4%404',
    `/assets/${'aB3'.repeat(8)}.js`,
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

describe('any text', () => {
  it('takes time in proportion to its length', () => {
    for (const text of ['a.', '-eyJ', 'eyJ', 'a', 'a%40', 'a@b.', 'aB3', '//a', '?a=b', 'Bearer  ']) {
      expect(scrubWhole(`${text.repeat(1_000_000 / text.length)}.js @ = "`).length).toBeGreaterThan(0);
    }
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

  it('scrubs numbers and JSON that are secret by their names, and no counts and answers', () => {
    const properties = {
      cvv: 987_123,
      nested: '{"pwd":1234567,"plan":"pro"}',
      userPassword: 'a',
      creditCard: '4111',
      passcode: 1,
      access_key: 'b',
      sessionId: 'c',
      cookie: 'd=e',
      tokens_used: 512,
      tokenCount: 7,
      hasPassword: true,
      pin: null,
      email: 'ann@shop.example',
    };
    const event: AnalyticsEvent = { kind: 'event', at: 1, path: '/', name: 'paid', properties };

    expect(scrubAnalytics(event).properties).toEqual({
      cvv: scrubbed,
      nested: `{"pwd":"${scrubbed}","plan":"pro"}`,
      userPassword: scrubbed,
      creditCard: scrubbed,
      passcode: scrubbed,
      access_key: scrubbed,
      sessionId: scrubbed,
      cookie: scrubbed,
      tokens_used: 512,
      tokenCount: 7,
      hasPassword: true,
      pin: null,
      email: 'ann@shop.example',
    });
  });

  const drawn = 'aB3dE5fG7hI9jK1lM3nO5pQ7';

  it('scrubs campaigns and all that is named', () => {
    const of = { at: 1, path: '/' };
    const view = { host: 'a.example', viewport: [1, 1] as [number, number], screen: [1, 1] as [number, number] };
    const utm = { source: 'ann@x.example', campaign: `c-${drawn}`, term: `?token=1`, content: 'ann%40x.example' };
    const target = { x: 0, y: 0, pageX: 1, pageY: 1, pageWidth: 1, pageHeight: 1 };
    const events: AnalyticsEvent[] = [
      { ...of, ...view, kind: 'pageview', utm, clickId: 'ann@x.example', language: drawn, timeZone: 'ann@x.example' },
      { ...of, ...target, kind: 'click', selector: `a[href="mailto:ann@x.example"]` },
      { ...of, kind: 'event', name: `mailed ann@x.example ${drawn}` },
    ];

    expect(JSON.stringify(events.map((event) => scrubAnalytics(event)))).not.toMatch(new RegExp(`ann|=1|${drawn}`));
  });

  it.each([
    'FB_Retargeting_Q3_2026',
    'BlackFriday2026SaleHomepage',
    'springsale2026newsletterfinal',
    'Q1_FY26_EU_LAL1_CBO_V3_A2',
    'Checkout_Step2_Completed_V2',
    '0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d',
    '120208912345678901234567',
  ])('keeps a campaign and an event that are called %s', (name) => {
    const at = { at: 1, path: '/' };
    const view = { host: 'a.example', viewport: [1, 1] as [number, number], screen: [1, 1] as [number, number] };

    expect(scrubAnalytics({ ...at, ...view, kind: 'pageview', utm: { campaign: name } }).utm?.campaign).toBe(name);
    expect(scrubAnalytics({ ...at, kind: 'event', name }).name).toBe(name);
  });

  it('keeps who somebody is, as the page says', () => {
    const event: AnalyticsEvent = { kind: 'identify', at: 1, path: '/', id: `ann@x.example ${drawn}` };

    expect(scrubAnalytics(event)).toEqual(event);
  });

  it('scrubs where kept files are as the page’s addresses', () => {
    const address = 'https://a.example/ann%40x.example.png?token=1';
    const event: AnalyticsEvent = { kind: 'files', at: 1, path: '/', files: [[address, 'h']] };

    expect(scrubAnalytics(event).files).toEqual([[scrubAddress(address), 'h']]);
  });
});
