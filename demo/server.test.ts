import { afterAll, beforeAll, expect, it } from 'vitest';
import { type DemoShop, startDemo } from './server.ts';

const snippet = { src: 'http://localhost:4000/t.js', key: 'ag_key' };
let shop: DemoShop;

beforeAll(async () => {
  shop = await startDemo({ port: 0, snippet });
});
afterAll(() => shop.close());

const get = async (path: string) => {
  const response = await fetch(shop.origin + path);
  return { status: response.status, text: await response.text() };
};

it('answers every link of every page, each page with the snippet and nothing from elsewhere', async () => {
  const seen = new Set(['/']);
  for (const path of seen) {
    const { status, text } = await get(path);

    expect([path, status]).toEqual([path, 200]);
    expect(text).toContain(`<script async src="${snippet.src}" data-key="${snippet.key}"></script>`);
    expect(text.replaceAll(snippet.src, '')).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    for (const [, link = ''] of text.matchAll(/<a [^>]*href="(\/[^"#]*)"/g)) seen.add(link);
  }

  expect(seen.size).toBeGreaterThan(22);
});

it('puts what was searched for on the page as text', async () => {
  const { text } = await get(`/search?q=${encodeURIComponent('<script>alert(1)</script>')}`);

  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(text).not.toContain('<script>alert');
});

it.each(['/nowhere', '/product/nothing', '/shop/constructor', '/product/..%2f'])(
  'says that %s is not here',
  async (path) => {
    expect(await get(path)).toMatchObject({ status: 404, text: expect.stringContaining('Nothing grows here') });
  },
);

it('answers the requests that pages make, one of them with a failure', async () => {
  expect(JSON.parse((await get('/api/reviews?product=pilea')).text)).toHaveLength(4);
  expect((await get('/api/notify')).status).toBe(500);
  expect((await get('/shop.js')).status).toBe(200);
});
