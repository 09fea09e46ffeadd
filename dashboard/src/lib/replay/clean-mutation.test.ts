import { EventType, IncrementalSource, NodeType } from '@rrweb/types';
import { describe, expect, it } from 'vitest';
import { change, element, event, ids, meta, page, text } from './page-for-test.ts';
import { ReplayCleaner } from './replay-cleaner.ts';

interface Mutation {
  adds: { parentId: number; previousId?: number; nextId: number | null; node: Record<string, unknown> }[];
  removes: unknown[];
  texts: { id: number; value: string }[];
  attributes: { id: number; attributes: object }[];
}

/** What rrweb is given of the changes of a page, one after the other. */
function changed(body: object[], ...changes: object[]) {
  const cleaner = new ReplayCleaner('p1');
  cleaner.clean([meta, page(...body)]);
  const mutations = cleaner.clean(changes.map(change)).map(({ data }) => data as unknown as Mutation);
  return { mutations, last: mutations.at(-1) as Mutation, damaged: cleaner.refusals.damaged, cleaner };
}
const add = (parentId: number, node: object, more: object = {}) => ({ parentId, nextId: null, node, ...more });
const withId = (id: number, node: object) => ({ ...node, id });
const frameDocument = (id: number) => ({
  type: NodeType.Document,
  id,
  childNodes: [withId(id + 1, element('html', {}, [withId(id + 2, element('body'))]))],
});

describe('cleanMutation', () => {
  it('takes an id of what was removed for no other element', () => {
    const evil = { rel: 'preconnect', href: 'https://evil.example/' };
    const { mutations } = changed(
      [withId(50, element('div')), withId(77, element('link', { rel: 'stylesheet' }))],
      { removes: [{ parentId: ids.body, id: 50 }] },
      { adds: [add(50, withId(77, element('a')))] },
      { adds: [add(ids.body, withId(77, element('a')))] },
      { attributes: [{ id: 77, attributes: evil }] },
    );

    expect(mutations.flatMap(({ adds }) => adds)).toEqual([]);
    expect(JSON.stringify(mutations)).not.toContain('evil');
  });

  it('adds nothing under what was removed, nor under text', () => {
    const { mutations, damaged } = changed(
      [withId(50, element('div', {}, [withId(51, element('p'))])), withId(52, text('x'))],
      { removes: [{ parentId: ids.body, id: 50 }], adds: [add(50, element('b')), add(51, element('b'))] },
      { adds: [add(52, element('b'))] },
    );

    expect(mutations.flatMap(({ adds }) => adds)).toEqual([]);
    expect(damaged).toBe(1);
  });

  it('takes out first what is added again, from where it is, so that no copy and no knot is left', () => {
    const moved = withId(60, element('p'));
    const host = withId(50, {
      ...element('div', {}, [{ ...withId(51, element('p')), isShadow: true }, moved]),
      isShadowHost: true,
    });
    const { mutations } = changed(
      [host, withId(52, element('div'))],
      { adds: [add(52, withId(51, element('p')))] },
      { removes: [{ parentId: 999, id: 60 }], adds: [add(52, moved)] },
    );

    expect(mutations.map(({ removes }) => removes)).toEqual([
      [{ parentId: 50, id: 51, isShadow: true }],
      [{ parentId: 50, id: 60 }],
    ]);
    expect(mutations.map(({ adds }) => adds.map(({ parentId, node }) => [parentId, node.id]))).toEqual([
      [[52, 51]],
      [[52, 60]],
    ]);
  });

  it('leaves a node where it went when it is told late that it left where it was', () => {
    const { mutations } = changed(
      [withId(50, element('div', {}, [withId(51, element('p'))])), withId(52, element('div'))],
      { adds: [add(52, withId(51, element('p')))] },
      { removes: [{ parentId: 50, id: 51 }] },
      { removes: [{ parentId: 52, id: 51 }] },
    );

    expect(mutations.map(({ removes }) => removes)).toEqual([
      [{ parentId: 50, id: 51 }],
      [],
      [{ parentId: 52, id: 51 }],
    ]);
  });

  it('leaves a node where it is that would stand in itself', () => {
    const { last } = changed([withId(50, element('div', {}, [withId(51, element('p'))]))], {
      adds: [add(51, withId(50, element('div'))), add(50, withId(50, element('div')))],
    });

    expect(last).toMatchObject({ adds: [], removes: [] });
  });

  it('adds parents first, looking at each node twice at most', () => {
    let reads = 0;
    const counted = (parentId: number, node: object) => ({
      get parentId() {
        reads += 1;
        return parentId;
      },
      nextId: null,
      node,
    });
    const chain = Array.from({ length: 500 }, (_, at) =>
      counted(at === 0 ? ids.body : 5_000 + at - 1, withId(5_000 + at, element('i'))),
    );
    const orphans = Array.from({ length: 2_000 }, () => counted(9_999, text('x')));
    const given = [...orphans, ...chain.reverse()];
    const { last, damaged } = changed([], { adds: given });

    expect(last.adds.map(({ node }) => node.id)).toEqual(Array.from({ length: 500 }, (_, at) => 5_000 + at));
    expect(damaged).toBe(0);
    // Once to copy the list, once to see what it takes the place of.
    expect(reads).toBeLessThanOrEqual(4 * given.length);
  });

  it('names as neighbours only what stands beside by then', () => {
    const inner = withId(51, element('p'));
    const beside = (nextId: unknown, previousId: unknown) => add(ids.body, element('b'), { nextId, previousId });
    const { last } = changed([withId(50, element('div', {}, [inner])), withId(52, element('p'))], {
      adds: [beside(52, 50), beside(51, 51), beside(7_777, 7_777), beside({}, -1), beside(null, undefined)],
    });

    expect(last.adds.map(({ nextId, previousId }) => [nextId, previousId])).toEqual([
      [52, 50],
      [null, undefined],
      [null, undefined],
      [null, undefined],
      [null, undefined],
    ]);
  });

  it('changes text of text alone, and attributes of elements alone', () => {
    const style = withId(50, element('style', {}, [withId(51, text('p{}'))]));
    const { last, damaged } = changed([style, withId(52, text('x'))], {
      texts: [
        ...[50, ids.html, ids.document].map((id) => ({ id, value: 'p{background:url(https://evil.example)}' })),
        { id: 52, value: 'y' },
        { id: 7_777, value: 'z' },
      ],
      attributes: [
        { id: 52, attributes: { title: 'x' } },
        { id: ids.document, attributes: { title: 'x' } },
        { id: 50, attributes: { title: 'x' } },
        { id: 7_777, attributes: { title: 'x' } },
      ],
    });

    expect(last.texts).toEqual([{ id: 52, value: 'y' }]);
    expect(last.attributes).toEqual([{ id: 50, attributes: { title: 'x' } }]);
    expect(damaged).toBe(5);
  });

  it.each([
    ['p{background:ur', 'l(https://evil.example)}'],
    ['p{background:\\75 ', 'rl(https://evil.example)}'],
    ['p{background:\\75', ' rl(https://evil.example)}'],
    ['@im', 'port "https://evil.example";'],
    ['p{background:image-set(', '"https://evil.example" 1x)}'],
    ['p{background:image-set', '("https://evil.example" 1x)}'],
  ])('lets no piece of a style go on in the next: %s', (one, other) => {
    const { last, cleaner } = changed([withId(50, element('style'))], {
      adds: [add(50, withId(51, text(one))), add(50, withId(52, text(other)), { previousId: 51 })],
    });
    const css = last.adds.map(({ node }) => node.textContent).join('');

    // Read as one, it says no more than it did in pieces.
    const again = new ReplayCleaner('p1');
    again.clean([meta, page(element('style', {}, [text(css)]))]);
    expect(again.refusals.file).toBe(0);
    expect(cleaner.refusals.damaged).toBe(0);
  });

  it('gives a frame one document, and what is in it the id of that', () => {
    const { mutations, damaged } = changed(
      [withId(50, element('iframe')), withId(51, element('div'))],
      { adds: [add(50, frameDocument(100))], isAttachIframe: true },
      { adds: [add(50, frameDocument(200))], isAttachIframe: true },
      {
        adds: [
          add(102, element('p')),
          add(202, { ...element('p'), rootId: 51 }),
          add(51, { ...text('x'), rootId: 200 }),
        ],
      },
      { adds: [add(50, element('p')), add(51, frameDocument(300))] },
      { adds: [add(50, { ...frameDocument(400), childNodes: [] })] },
    );

    expect(mutations.map(({ adds }) => adds.map(({ parentId, node }) => [parentId, node.rootId]))).toEqual([
      [[50, undefined]],
      [[50, undefined]],
      [
        [202, 200],
        [51, undefined],
      ],
      [],
      [],
    ]);
    expect(damaged).toBe(3);
  });

  it('puts a new html in the place of the one that is there', () => {
    const { last } = changed([], {
      adds: [add(ids.document, withId(90, element('html')), { previousId: ids.html }), add(90, element('body'))],
    });

    expect(last.removes).toEqual([{ parentId: ids.document, id: ids.html }]);
    expect(last.adds.map(({ parentId, previousId, node }) => [parentId, previousId, node.tagName])).toEqual([
      [ids.document, undefined, 'html'],
      [90, undefined, 'body'],
    ]);
  });

  it('takes a document that is written anew, with its type, and no type for one that is there', () => {
    const doctype = (id: number) => ({ type: NodeType.DocumentType, id, name: 'html', publicId: '', systemId: '' });
    const { mutations, damaged } = changed(
      [],
      { adds: [add(ids.document, doctype(90), { nextId: ids.html })] },
      {
        removes: [{ parentId: ids.document, id: ids.html }],
        adds: [add(ids.document, doctype(91)), add(ids.document, element('html'), { previousId: 91 })],
      },
    );

    expect(mutations.map(({ adds }) => adds.map(({ node }) => node.tagName ?? node.id))).toEqual([[], [91, 'html']]);
    expect(damaged).toBe(0);
  });

  it('attaches a shadow root to what can have one', () => {
    const { last } = changed([withId(50, element('div')), withId(51, element('input'))], {
      adds: [50, 51].map((id) => add(id, { ...element('p'), isShadow: true })),
    });

    expect(last.adds.map(({ node }) => node.isShadow)).toEqual([true, undefined]);
  });

  it('leaves out texts where rrweb would list ten thousand siblings for each', () => {
    const { last, damaged } = changed([], { adds: Array.from({ length: 10_100 }, () => add(ids.body, text('x'))) });

    expect(last.adds).toHaveLength(10_000);
    expect(damaged).toBe(100);
  });

  it('drops, without a word, rules for what has no sheet', () => {
    const link = (id: number, more: object) => withId(id, element('link', { rel: 'stylesheet', ...more }));
    const { cleaner } = changed([withId(50, element('p')), link(51, {}), link(52, { _cssText: 'p{}' })]);
    const rule = (id: number) =>
      event(EventType.IncrementalSnapshot, {
        source: IncrementalSource.StyleSheetRule,
        id,
        adds: [{ rule: 'a{}', index: 0 }],
      });
    const idsOf = (...given: number[]) => cleaner.clean(given.map(rule)).map(({ data }) => (data as { id: number }).id);

    expect(idsOf(50, 51, 52, 7_777)).toEqual([52]);
    cleaner.clean([change({ attributes: [{ id: 51, attributes: { _cssText: 'p{}' } }] })]);
    expect(idsOf(51)).toEqual([51]);
    expect(cleaner.refusals.damaged).toBe(0);
  });

  it('changes nothing of the page before where a page could not be built', () => {
    const cleaner = new ReplayCleaner('p1');
    cleaner.clean([meta, page(withId(50, element('p')))]);

    const [, mutation] = cleaner.clean([
      event(EventType.FullSnapshot, { node: { type: NodeType.Document, id: 1, childNodes: [] } }),
      change({ adds: [add(ids.body, element('b'))], attributes: [{ id: 50, attributes: { title: 'x' } }] }),
    ]);

    expect(mutation?.data).toMatchObject({ adds: [], attributes: [] });
  });
});
