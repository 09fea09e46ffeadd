import { EventType, type eventWithTime, IncrementalSource } from '@rrweb/types';
import { describe, expect, it, vi } from 'vitest';
import { cleanCss } from './clean-css.ts';
import { change, element, event, meta, page, text } from './page-for-test.ts';
import { ReplayCleaner } from './replay-cleaner.ts';

const hash = 'a'.repeat(64);

/** What is left of nodes in the body, and what was refused. */
function shown(...body: object[]) {
  const cleaner = new ReplayCleaner('p1');
  const [, snapshot] = cleaner.clean([meta, page(...body)]);
  if (!snapshot) throw new Error('the page was dropped');
  const { node } = snapshot.data as { node: { childNodes: { childNodes: { childNodes: Shown[] }[] }[] } };
  return { nodes: node.childNodes[0]?.childNodes[0]?.childNodes ?? [], refusals: cleaner.refusals };
}
interface Shown {
  tagName?: string;
  textContent?: string;
  attributes: Record<string, unknown>;
  childNodes: Shown[];
}

const click = { source: IncrementalSource.MouseInteraction, type: 2, id: 3 };

const fail = (kind: string) => {
  throw new Error(`refused ${kind}`);
};

describe('ReplayCleaner', () => {
  it('leaves out names by which a field would stand in for what is asked of its form, and a form for its document', () => {
    const { nodes, refusals } = shown(
      element('form', { id: 'order', name: 'head' }, [
        element('input', { name: 'nextSibling', id: 'parentNode', class: 'x' }),
        element('input', { name: 'getBoundingClientRect' }),
        element('input', { name: 'city', id: 'title' }),
        element('button', { id: 'open' }),
        element('img', { id: 'open', name: 'open' }),
        element('div', { id: 'style' }),
      ]),
    );

    expect(nodes[0]?.attributes).toEqual({ id: 'order' });
    expect(nodes[0]?.childNodes.map(({ attributes }) => attributes)).toEqual([
      { class: 'x' },
      {},
      { name: 'city', id: 'title' },
      { id: 'open' },
      {},
      { id: 'style' },
    ]);
    expect(Object.values(refusals).every((count) => count === 0)).toBe(true);
  });

  it('keeps a page as it is, with its links, data images and styles', () => {
    const body = [
      element('a', { href: 'https://other.example/x?y=1', class: 'link' }, [text('Go')]),
      element('img', { src: 'data:image/png;base64,AAAA', alt: 'A' }),
      element('div', { style: 'color: red', 'data-x': '1', '@click': 'go' }),
      element('style', { _cssText: 'p { background: url("data:image/gif;base64,R0") } a:hover { color: blue }' }),
    ];

    const { nodes, refusals } = shown(...structuredClone(body));

    expect(nodes).toEqual(body);
    expect(Object.values(refusals)).toEqual([0, 0, 0, 0, 0]);
  });

  it.each([
    ['a script with a source', element('script', { src: 'https://evil.example/x.js' }), 'script'],
    ['a handler', element('div', { onpointerrawupdate: 'x()' }), 'script'],
    ['a link that runs', element('a', { href: 'java\nscript:alert(1)' }), 'script'],
    ['an SVG link that runs', element('a', { 'xlink:href': ' javascript:alert(1)' }), 'script'],
    ['an object', element('object', { data: 'https://evil.example/x' }), 'embed'],
    ['an embed', element('embed', { src: 'https://evil.example/x' }), 'embed'],
    ['a frame with a document', element('iframe', { srcdoc: '<script>x()</script>' }), 'embed'],
    ['a frame with an address', element('iframe', { src: 'https://evil.example/' }), 'embed'],
    ['a refresh', element('meta', { 'http-equiv': 'refresh', content: '0;url=https://evil.example' }), 'navigation'],
    ['a base', element('base', { href: 'https://evil.example/' }), 'navigation'],
    ['a ping', element('a', { href: '#', ping: 'https://evil.example/' }), 'navigation'],
    ['the name of an animated address', element('set', { attributeName: 'href' }), 'navigation'],
    ['an animated address', element('set', { attributeName: 'href', to: 'https://evil.example/' }), 'navigation'],
    ['an image', element('img', { src: 'https://evil.example/x.gif' }), 'file'],
    ['candidates of an image', element('img', { srcset: 'https://evil.example/x.gif 2x' }), 'file'],
    ['an address after a space that is none', element('img', { src: '\u00a0data:image/gif,/../../evil' }), 'file'],
    ['a mask', element('rect', { mask: 'image-set("https://evil.example/x" 1x)' }), 'file'],
    ['a style', element('div', { style: 'background: u\\72l(https://evil.example/x)' }), 'file'],
    ['a presentation attribute', element('rect', { fill: 'url(https://evil.example/x#a)' }), 'file'],
    ['a stylesheet', element('link', { rel: 'stylesheet', href: 'https://evil.example/x.css' }), 'file'],
    ['a picture of a canvas', element('canvas', { rr_dataURL: 'https://evil.example/x' }), 'file'],
    ['a tag that is none', element('img src=x onerror=y', {}), 'damaged'],
    ['an attribute that is none', element('div', { 'a b': 'c' }), 'damaged'],
  ] as const)('leaves out %s and counts it', (_, node, kind) => {
    const { nodes, refusals } = shown(node);

    expect(JSON.stringify(nodes)).not.toMatch(/evil|alert|x\(\)|attributeName/);
    expect(nodes).toHaveLength(1);
    expect(refusals[kind]).toBe(1);
  });

  it('leaves out hints to connect without a word, since every page has them', () => {
    const { nodes, refusals } = shown(element('link', { rel: 'preconnect', href: 'https://cdn.example' }));

    expect(nodes[0]?.attributes).toEqual({});
    expect(Object.values(refusals)).toEqual([0, 0, 0, 0, 0]);
  });

  it('shows a linked stylesheet by its text, cleaned, and never by its address, also where that was kept', () => {
    const cleaner = new ReplayCleaner('p1');
    cleaner.learnFiles([['https://shop.example/x.css', hash]]);
    const link = (more: object) => element('link', { rel: 'stylesheet', href: 'https://shop.example/x.css', ...more });

    const clean = JSON.stringify(
      cleaner.clean([meta, page(link({ _cssText: 'p{background:url(https://evil.example/x)}' }), link({}))]),
    );

    expect(clean).not.toMatch(/evil|x\.css|\/a\/p1/);
    expect(clean).toContain('"_cssText":"p{background:url(');
    expect(cleaner.refusals.file).toBe(2);
  });

  it('shows a file that was kept from our own origin, also where it is named by a relative address', () => {
    const cleaner = new ReplayCleaner('p1');
    const named = [['https://shop.example/a/b.png', hash]] as const;

    expect(cleaner.learnFiles(named)).toBe(true);
    expect(cleaner.learnFiles(named)).toBe(false);
    const [, snapshot] = cleaner.clean([
      meta,
      page(element('img', { src: 'b.png#part' }), element('p', { style: 'background:url(b.png)' })),
    ]);

    const set = cleanCss('p{background:image-set(url(b.png) 1x, "b.png" 2x)}', {
      file: () => `/a/p1/${hash}`,
      refuse: fail,
    });
    expect(set).toBe(`p{background:image-set(url("/a/p1/${hash}") 1x, "/a/p1/${hash}" 2x)}`);
    expect(JSON.stringify(snapshot)).toContain(`"src":"/a/p1/${hash}"`);
    expect(JSON.stringify(snapshot)).toContain(`url(\\"/a/p1/${hash}\\")`);
    expect(cleaner.refusals.file).toBe(0);
  });

  it('holds to what an element is when only its attributes or its text change', () => {
    const cleaner = new ReplayCleaner('p1');
    const [style, frame] = [element('style', {}, [text('a{}')]), element('iframe', {})];
    const css = (style.childNodes[0] as { id: number }).id;
    cleaner.clean([meta, page(style, frame)]);

    const [clean] = cleaner.clean([
      change({
        texts: [{ id: css, value: 'a { background: url(https://evil.example) }' }],
        attributes: [{ id: frame.id, attributes: { src: 'https://evil.example', onload: 'x()', title: 'T' } }],
      }),
    ]);

    expect(clean?.data).toMatchObject({
      texts: [{ id: css, value: expect.stringMatching(/^\s+a { background: url\("data:,"\) }\s+$/) }],
      attributes: [{ id: frame.id, attributes: { title: 'T' } }],
    });
  });

  it('takes no node under itself, none with a wrong id, and none too deep', () => {
    const cleaner = new ReplayCleaner('p1');
    const outer = element('div');
    cleaner.clean([meta, page(outer)]);
    const under = (parentId: unknown, node: object) => change({ adds: [{ parentId, nextId: null, node }] });
    const added = (one: eventWithTime) =>
      cleaner.clean([one]).flatMap(({ data }) => (data as { adds: unknown[] }).adds).length;

    expect(added(under(outer.id, { ...element('p'), id: 500 }))).toBe(1);
    expect(added(under(500, { ...element('div'), id: outer.id }))).toBe(0);
    expect(added(under(-4, element('p')))).toBe(0);
    expect(added(under(outer.id, { ...element('p'), id: '7' }))).toBe(0);
    let parent = outer.id;
    let taken = 0;
    for (let depth = 0; depth < 3_000; depth += 1) {
      const node = element('i');
      taken += added(under(parent, node));
      parent = node.id;
    }
    expect(taken).toBeLessThanOrEqual(1_024);
  });

  it('walks a tree of any depth and survives keys that a prototype has', () => {
    let deep: object = element('b');
    for (let depth = 0; depth < 20_000; depth += 1) deep = element('i', {}, [deep]);
    const { refusals } = shown(
      deep,
      JSON.parse(
        '{"type":2,"id":9999999,"tagName":"p","attributes":{"__proto__":"x","constructor":"y"},"childNodes":[]}',
      ),
    );

    expect(refusals.damaged).toBeGreaterThan(0);
    expect(({} as { x?: unknown }).x).toBeUndefined();
  });

  it.each([
    ['no data', event(EventType.Meta, null)],
    ['a size that is none', event(EventType.Meta, { href: '', width: -1, height: 1e9 })],
    [
      'positions that are none',
      event(EventType.IncrementalSnapshot, { source: IncrementalSource.MouseMove, positions: {} }),
    ],
    ['an address that is none', event(EventType.Meta, { href: '', width: { toString: 1 }, height: 1 })],
    ['a click at no place', event(EventType.IncrementalSnapshot, { ...click, x: { toString: 1 }, y: 1 })],
    ['a click of no kind', event(EventType.IncrementalSnapshot, { ...click, type: 1.5, x: 1, y: 1 })],
    [
      'a scroll to nowhere',
      event(EventType.IncrementalSnapshot, { source: IncrementalSource.Scroll, id: 'x', x: 0, y: 0 }),
    ],
    [
      'a font that would be parsed',
      event(EventType.IncrementalSnapshot, {
        source: IncrementalSource.Font,
        family: 'A',
        buffer: true,
        fontSource: '{"a":1}',
      }),
    ],
    ['an unknown source', event(EventType.IncrementalSnapshot, { source: 99 })],
    ['an unknown type', event(99 as EventType, {})],
  ])('drops an event with %s and says so', (_, damaged) => {
    const cleaner = new ReplayCleaner('p1');

    expect(cleaner.clean([damaged])).toEqual([]);
    expect(cleaner.refusals.damaged).toBe(1);
  });

  it('drops drawings on canvases and names of elements, which nothing here replays', () => {
    const cleaner = new ReplayCleaner('p1');
    const drawing = event(EventType.IncrementalSnapshot, { source: IncrementalSource.CanvasMutation, id: 1, type: 0 });
    const naming = event(EventType.IncrementalSnapshot, {
      source: IncrementalSource.CustomElement,
      define: { name: 'x-card' },
    });

    expect(cleaner.clean([drawing, naming])).toEqual([]);
    expect(cleaner.refusals.damaged).toBe(0);
  });

  it('counts anew at every look, so that who was told before can see that it changed', () => {
    const cleaner = new ReplayCleaner('p1');
    const before = cleaner.refusals;

    cleaner.clean([meta, page(element('a', { onclick: 'x()' }))]);

    expect(before.script).toBe(0);
    expect(cleaner.refusals.script).toBe(1);
  });

  it('reads an address once, however often a sheet names it', () => {
    const cleaner = new ReplayCleaner('p1');
    cleaner.learnFiles([['https://shop.example/b.png', hash]]);
    const parse = vi.spyOn(URL, 'parse');

    cleaner.clean([meta, page(element('style', { _cssText: 'a{background:url(c.png)}'.repeat(500) }))]);

    expect(cleaner.refusals.file).toBe(500);
    expect(parse.mock.calls.length).toBeLessThan(5);
    parse.mockRestore();
  });

  it('reads candidates of an image as a browser does, also without a space between them', () => {
    const cleaner = new ReplayCleaner('p1');
    cleaner.learnFiles([['https://shop.example/a/b.png', hash]]);

    const [, snapshot] = cleaner.clean([
      meta,
      page(element('img', { srcset: ' b.png 1x,c.png 2x, data:image/gif,A 100w 50h,\nb.png,, b.png red, b.png 1.5x' })),
    ]);

    const place = `/a/p1/${hash}`;
    expect(JSON.stringify(snapshot)).toContain(
      `"srcset":"${place} 1x, data:image/gif,A 100w 50h, ${place}, ${place} 1.5x"`,
    );
  });

  it('leaves out what stands behind a candidate of an image', () => {
    const srcset = 'data:image/gif;base64,R0 1x,https://evil.example/x 2x';

    expect(shown(element('img', { srcset })).nodes[0]?.attributes).toEqual({ srcset: 'data:image/gif;base64,R0 1x' });
  });

  it('leaves text alone that no browser reads as CSS', () => {
    const attributes = { class: "bg-[url('/x.png')]", title: 'url(x)', 'data-x': 'src("y")', 'x-data': "image('z')" };

    expect(shown(element('div', { ...attributes })).nodes[0]?.attributes).toEqual(attributes);
  });
});
