import { EventType, type eventWithTime, IncrementalSource, NodeType } from '@rrweb/types';
import { describe, expect, it } from 'vitest';
import { cleanCss } from './clean-css.ts';
import { ReplayCleaner } from './replay-cleaner.ts';

const hash = 'a'.repeat(64);
let lastId = 10;
const text = (textContent: string) => ({ type: NodeType.Text, id: ++lastId, textContent });
const element = (tagName: string, attributes: object = {}, childNodes: object[] = []) => ({
  type: NodeType.Element,
  id: ++lastId,
  tagName,
  attributes,
  childNodes,
});
const event = (type: EventType, data: unknown) => ({ type, timestamp: 1, data }) as eventWithTime;
const page = (...body: object[]) =>
  event(EventType.FullSnapshot, {
    node: {
      type: NodeType.Document,
      id: 1,
      childNodes: [{ ...element('html', {}, [{ ...element('body', {}, body), id: 3 }]), id: 2 }],
    },
    initialOffset: { top: 0, left: 0 },
  });
const meta = event(EventType.Meta, { href: 'https://shop.example/a/', width: 800, height: 600 });
const change = (data: object) =>
  event(EventType.IncrementalSnapshot, {
    source: IncrementalSource.Mutation,
    ...{ adds: [], removes: [], texts: [], attributes: [] },
    ...data,
  });

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

const fail = (kind: string) => {
  throw new Error(`refused ${kind}`);
};

describe('ReplayCleaner', () => {
  it('leaves out names by which a field would stand in for what the player asks of its form', () => {
    const { nodes, refusals } = shown(
      element('form', { id: 'order' }, [
        element('input', { name: 'nextSibling', id: 'parentNode', class: 'x' }),
        element('input', { name: 'city', id: 'title' }),
      ]),
    );

    expect(nodes[0]?.childNodes.map(({ attributes }) => attributes)).toEqual([
      { class: 'x' },
      { name: 'city', id: 'title' },
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
    ['an animated address', element('set', { attributeName: 'href', to: 'https://evil.example/' }), 'navigation'],
    ['an image', element('img', { src: 'https://evil.example/x.gif' }), 'file'],
    ['candidates of an image', element('img', { srcset: 'https://evil.example/x.gif 2x' }), 'file'],
    ['a style', element('div', { style: 'background: u\\72l(https://evil.example/x)' }), 'file'],
    ['a presentation attribute', element('rect', { fill: 'url(https://evil.example/x#a)' }), 'file'],
    ['a stylesheet', element('link', { rel: 'stylesheet', href: 'https://evil.example/x.css' }), 'file'],
    ['a picture of a canvas', element('canvas', { rr_dataURL: 'https://evil.example/x' }), 'file'],
    ['a tag that is none', element('img src=x onerror=y', {}), 'damaged'],
    ['an attribute that is none', element('div', { 'a b': 'c' }), 'damaged'],
  ] as const)('leaves out %s and counts it', (_, node, kind) => {
    const { nodes, refusals } = shown(node);

    expect(JSON.stringify(nodes)).not.toMatch(/evil|alert|x\(\)/);
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
      texts: [{ id: css, value: 'a { background: url("data:,") }' }],
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
    ['a page that is none', event(EventType.FullSnapshot, { node: { type: 3, id: 1 } })],
    [
      'positions that are none',
      event(EventType.IncrementalSnapshot, { source: IncrementalSource.MouseMove, positions: {} }),
    ],
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
});

describe('cleanCss', () => {
  const refused: string[] = [];
  const context = { file: () => undefined, refuse: (kind: string) => refused.push(kind) };

  it.each([
    '@import "https://evil.example/a.css"; p{}',
    '@\\69mport url(https://evil.example/a.css) screen; p{}',
    'p{background:url(https://evil.example/a)}',
    'p{background:URL( "https://evil.example/a" )}',
    'p{background:\\75\\72\\6c(https://evil.example/a)}',
    'p{background:\\000075rl(https://evil.example/a)}',
    "p{background:url('h\\74tps://evil.example/a')}",
    'p{background:image-set("https://evil.example/a" 1x)}',
    'p{background:-webkit-image-set(url(https://evil.example/a) 1x)}',
    '@font-face{src:src("https://evil.example/a")}',
    'p{background:url(//evil.example/a',
    'p{cursor:url(https://evil.example/a),auto}',
  ])('lets nothing load from elsewhere: %s', (css) => {
    expect(
      cleanCss(css, context).replace(/\\([0-9a-f]{1,6}) ?/gi, (_, code: string) =>
        String.fromCodePoint(Number.parseInt(code, 16)),
      ),
    ).not.toContain('evil');
  });

  it('keeps the number of rules where it empties an import', () => {
    expect(cleanCss('@import "a.css"; p { color: red }', context)).toBe('@layer kept-place; p { color: red }');
  });

  it.each([
    'p{filter:url(#a)}',
    'p{background:url(data:image/png;base64,AA==)}',
    'p{content:"a (b) @c"}',
    'p{width:calc(1px + (2px))}',
  ])('leaves what loads nothing as it is: %s', (css) => {
    expect(cleanCss(css, context)).toBe(css);
  });
});
