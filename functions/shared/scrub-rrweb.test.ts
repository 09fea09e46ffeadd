import { describe, expect, it } from 'vitest';
import type { RrwebEvent } from '#contracts/beacon.ts';
import { scrubRrweb } from './scrub-rrweb.ts';
import { SecretFields } from './secret-fields.ts';

describe('events of rrweb’s recorder', () => {
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

  const change = (data: Record<string, unknown>) => ({ type: 3, timestamp: 1, data });
  const typed = (id: number, text: string) => change({ source: 5, id, text, isChecked: false });
  /** The events of one body, scrubbed, as text. */
  const scrubBody = (...events: RrwebEvent[]) => {
    const fields = new SecretFields();
    return JSON.stringify(events.map((event) => scrubRrweb(event, fields)));
  };
  const field = (id: number, attributes: Record<string, unknown>) => ({ ...input(attributes), id });

  it.each([
    { type: 'password' },
    { type: 'hidden' },
    { autocomplete: 'section-a cc-number' },
    { autocomplete: 'current-password' },
    { autocomplete: 'one-time-code' },
    { type: 'text', 'data-rr-is-password': true },
  ])('star what comes into a field that was told with %j, and into no other', (attributes) => {
    const body = scrubBody(
      { type: 2, timestamp: 1, data: { node: { childNodes: [field(7, attributes), field(8, { type: 'text' })] } } },
      change({ source: 0, attributes: [{ id: 7, attributes: { type: 'text' } }] }),
      typed(7, 'hunter2'),
      typed(8, 'shoes'),
      change({
        source: 0,
        attributes: [
          { id: 7, attributes: { value: 'hunter3' } },
          { id: 8, attributes: { value: 'boots' } },
        ],
      }),
      typed(7, ''),
    );

    expect(body).not.toContain('hunter');
    expect(body).toContain('"text":"*****"');
    expect(body).toContain('"text":""');
    expect(body).toContain('shoes');
    expect(body).toContain('boots');
  });

  it('star what comes into a field that a mutation adds or makes a password', () => {
    const body = scrubBody(
      change({ source: 0, adds: [{ parentId: 1, nextId: null, node: field(7, { type: 'password', value: 12_345 }) }] }),
      change({ source: 0, attributes: [{ id: 8, attributes: { type: 'password' } }] }),
      typed(7, 'hunter2'),
      typed(8, 'hunter3'),
    );

    expect(body).not.toMatch(/hunter|12345/);
  });

  it('scrubs addresses in styles, rules and attributes of whatever name', () => {
    const url = (at: number) => `url(https://ann:pw@a.example/${at}.png?token=abc)`;
    const body = scrubBody(
      {
        type: 2,
        timestamp: 1,
        data: {
          node: {
            attributes: {
              style: `background:${url(1)}`,
              _cssText: `a{background:${url(2)}}`,
              imagesrcset: '//ann:pw@a.example/3.png?token=abc 2x',
              longdesc: '/4?token=abc',
              srcdoc: '<a href="/5?token=abc">',
              href: '/unsubscribe/ann%40x.example/list',
            },
            childNodes: [{ type: 3, textContent: `a{background:${url(6)}}`, isStyle: true }],
          },
        },
      },
      change({ source: 0, attributes: [{ id: 1, attributes: { style: { background: [url(7), 'important'] } } }] }),
      change({ source: 0, texts: [{ id: 1, value: `a{background:${url(8)}}` }] }),
      change({ source: 8, id: 1, adds: [{ rule: `a{background:${url(9)}}`, index: 0 }] }),
      change({ source: 8, styleId: 1, replaceSync: `a{background:${url(10)}}` }),
      change({ source: 8, styleId: 1, replace: `a{background:${url(11)}}` }),
      change({ source: 13, id: 1, set: { property: 'background', value: url(12) } }),
      change({ source: 15, id: 1, styles: [{ styleId: 1, rules: [{ rule: `a{background:${url(13)}}`, index: 0 }] }] }),
      change({ source: 10, family: 'x', fontSource: url(14) }),
    );

    expect(body).not.toMatch(/ann|pw|abc/);
    for (const at of [1, 2, 6, 7, 8, 9, 10, 11, 12, 13, 14]) {
      expect(body).toContain(`url(https://*****@a.example/${at}.png?token=*****)`);
    }
  });

  it('leaves what the page says', () => {
    const node = { type: 3, textContent: 'see https://shop.example/?token=text' };

    expect(scrubBody({ type: 2, timestamp: 1, data: { node } })).toContain('?token=text');
  });

  it('scrubs payloads that are a text, a list, or secret by their names', () => {
    const body = scrubBody(
      { type: 5, timestamp: 1, data: { tag: 'a', payload: 'GET /x?api_key=abc' } },
      { type: 5, timestamp: 1, data: { tag: 'b', payload: ['/x?api_key=abc', 'ann@x.example'] } },
      { type: 5, timestamp: 1, data: { tag: 'c', payload: { pin: 4_711, credentials: { user: 'ann' }, tokens: 512 } } },
    );

    expect(body).not.toMatch(/abc|ann|4711/);
    expect(body).toContain('"tokens":512');
  });

  it('goes through an element with 300,000 children', () => {
    const childNodes = Array.from({ length: 300_000 }, () => ({ type: 3, textContent: 'x' }));
    childNodes.push(field(7, { type: 'hidden', value: 'wide' }) as never);

    expect(scrubBody({ type: 2, timestamp: 1, data: { node: { childNodes } } })).not.toContain('wide');
  });
});
