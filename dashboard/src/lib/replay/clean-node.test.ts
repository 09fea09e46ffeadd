import { NodeType } from '@rrweb/types';
import { describe, expect, it, vi } from 'vitest';
import { element, meta, page, snapshot, text } from './page-for-test.ts';
import { ReplayCleaner } from './replay-cleaner.ts';

const document = (childNodes: unknown, more: object = {}) => ({ type: NodeType.Document, id: 1, childNodes, ...more });

/** What rrweb is given of a page. */
function given(node: unknown) {
  const cleaner = new ReplayCleaner('p1');
  const [, event] = cleaner.clean([meta, snapshot(node)]);
  if (!event) throw new Error('the page was dropped');
  const { node: shown } = event.data as { node: Shown };
  return { shown, isBlank: cleaner.isBlank(event), damaged: cleaner.refusals.damaged };
}
interface Shown {
  id: number;
  tagName?: string;
  attributes?: Record<string, unknown>;
  textContent?: string;
  childNodes?: Shown[];
}
const allOf = (node: Shown): Shown[] => [node, ...(node.childNodes ?? []).flatMap(allOf)];

/** The same in the body of a page. */
const inBody = (...body: object[]) => {
  const { shown, ...rest } = given((page(...body).data as { node: unknown }).node);
  const [, , , ...nodes] = allOf(shown);
  return { nodes, ...rest };
};

describe('cleanDocument', () => {
  it.each([
    ['is none', text('x')],
    ['is nothing', undefined],
    ['has no element', document([])],
    ['has no element, in the mode of old pages', document([], { compatMode: 'BackCompat' })],
    ['has no list of what is in it', document({})],
    ['has text alone', document([text('x')])],
    ['has another element', document([element('body')])],
    ['has an html that is of SVG', document([{ ...element('html'), isSVG: true }])],
    ['has no id', { ...document([element('html')]), id: 'x' }],
  ])('stands for a page that %s, and says so', (_, node) => {
    const { shown, isBlank, damaged } = given(node);

    expect(isBlank).toBe(true);
    expect(damaged).toBeGreaterThan(0);
    expect(allOf(shown).map(({ tagName }) => tagName)).toEqual([undefined, 'html']);
  });

  it('takes a page that is still empty, as one is whose nodes are yet to come', () => {
    const { shown, isBlank, damaged } = given(document([element('html')], { compatMode: 'BackCompat' }));

    expect({ isBlank, damaged }).toEqual({ isBlank: false, damaged: 0 });
    expect(shown).toMatchObject({ compatMode: 'BackCompat', childNodes: [{ tagName: 'html' }] });
  });

  it('leaves out what no document takes', () => {
    const doctype = { type: NodeType.DocumentType, id: 5, name: 'html', publicId: '', systemId: '' };
    const { shown, damaged } = given(
      document([doctype, text('x'), element('html'), element('html'), { ...doctype, id: 6 }, element('p')]),
    );

    expect(shown.childNodes?.map(({ id, tagName }) => tagName ?? id)).toEqual([5, 'html']);
    expect(damaged).toBe(3);
  });

  it('leaves out documents within a page, which would take the place of all of it', () => {
    const frame = element('iframe', {}, [document([element('html')], { id: 700 })]);
    const { nodes, damaged } = inBody(document([element('html')], { id: 701 }), frame);

    expect(nodes.map(({ tagName }) => tagName)).toEqual(['iframe']);
    expect(damaged).toBe(2);
  });

  it.each([
    ['of another kind', element('a'), element('link')],
    ['of the same kind', element('p'), element('p')],
  ])('takes one node for an id, and none %s beside it', (_, one, other) => {
    const { nodes, damaged } = inBody(element('div', {}, [{ ...one, id: 77 }]), { ...other, id: 77 });

    expect(nodes.filter(({ id }) => id === 77)).toHaveLength(1);
    expect(damaged).toBe(1);
  });

  it('leaves out what rrweb fails to build', () => {
    const svg = (tagName: string, more: object = {}) => ({ ...element(tagName), isSVG: true, ...more });
    const { nodes } = inBody(
      svg('a:b:c'),
      svg('xmlns'),
      svg('p:'),
      svg('div', { isShadowHost: true }),
      element('video', { rr_mediaVolume: 5, rr_mediaPlaybackRate: 1e9, src: 'data:video/mp4,' }),
      element('textarea', { value: 'x' }, [text('x')]),
    );

    expect(nodes.map(({ tagName }) => tagName)).toEqual(['c', 'div', 'div', 'div', 'video', 'textarea']);
    expect(nodes.some((node) => 'isShadowHost' in node)).toBe(false);
    expect(nodes[4]?.attributes).toEqual({ src: 'data:video/mp4,' });
  });

  it.each([
    [
      'in a style, whatever its case',
      element('STYLE', {}, [text('p{background:ur'), text('l(https://evil.example)}')]),
    ],
    [
      'in a style of SVG',
      { ...element('x:style', {}, [text('p{background:url(https://evil.example)}')]), isSVG: true },
    ],
    [
      'in a link that is built as a style',
      element('link', { rel: 'stylesheet', _cssText: 'p{}' }, [text('p{background:url(https://evil.example)}')]),
    ],
    [
      'in CDATA',
      element('style', {}, [{ type: NodeType.CDATA, id: 800, textContent: 'p{background:url(https://evil.example)}' }]),
    ],
  ])('cleans CSS %s', (_, node) => {
    expect(JSON.stringify(inBody(node).nodes)).not.toContain('evil');
  });

  it('looks up as many nodes as there are, however deep they are', () => {
    let deep: object = element(
      'b',
      {},
      Array.from({ length: 3_000 }, () => text('x')),
    );
    for (let depth = 0; depth < 900; depth += 1) deep = element('i', {}, [deep]);
    const get = vi.spyOn(Map.prototype, 'get');

    const { damaged } = inBody(deep);

    expect(damaged).toBe(0);
    expect(get.mock.calls.length).toBeLessThan(20 * 3_900);
    get.mockRestore();
  });
});
