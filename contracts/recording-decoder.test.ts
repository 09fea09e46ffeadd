import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RrwebEvent } from './beacon.ts';
import { createDecoder, maxDepth } from './recording-decoder.ts';
import { isKeyframe, RecordingLine } from './recording-format.ts';
import { RecordingFormatError } from './recording-values.ts';

const page = [
  [0, 1_000, 0, 'https://shop.example/', 800, 600],
  [1, 1_000, ['!html'], ['html'], ['head'], ['style'], 'a{}', 2, ['body', 'class', 'x'], 'Hi', ['+x-card']],
  [1, 1_000, ['#shadow'], ['b'], 'in', 3, [':svg'], [':path', 'd', 'M0 0'], 2, ['iframe'], ['#document', 'BackCompat']],
  [1, 1_000, ['html'], ['body'], 'framed'],
  [2, 1_000, 0, 40, 16, 0, 9],
];

/** All events of the lines, and the decoder to go on with. */
function decoded(lines: unknown[]): { events: RrwebEvent[]; decode: (line: unknown) => RrwebEvent[] } {
  const { decode } = createDecoder();
  return { events: lines.flatMap((line) => decode(line)), decode };
}

const data = (event: RrwebEvent | undefined) => event?.data as Record<string, unknown>;

describe('a snapshot', () => {
  it('becomes one nested event once it is closed, frames and what came with it after', () => {
    const { events } = decoded(page);

    expect(events.map(({ type, timestamp }) => [type, timestamp])).toEqual([
      [4, 1_000],
      [2, 1_000],
      [3, 1_000],
      [3, 1_000],
    ]);
    expect(events[0]?.data).toEqual({ href: 'https://shop.example/', width: 800, height: 600 });
    expect(events[1]?.data).toEqual({
      initialOffset: { left: 0, top: 40 },
      node: {
        id: 1,
        type: 0,
        childNodes: [
          { id: 2, type: 1, name: 'html', publicId: '', systemId: '' },
          {
            id: 3,
            type: 2,
            tagName: 'html',
            attributes: {},
            childNodes: [
              {
                id: 4,
                type: 2,
                tagName: 'head',
                attributes: {},
                childNodes: [
                  {
                    id: 5,
                    type: 2,
                    tagName: 'style',
                    attributes: {},
                    childNodes: [{ id: 6, type: 3, textContent: 'a{}', isStyle: true }],
                  },
                ],
              },
              {
                id: 7,
                type: 2,
                tagName: 'body',
                attributes: { class: 'x' },
                childNodes: [
                  { id: 8, type: 3, textContent: 'Hi' },
                  {
                    id: 9,
                    type: 2,
                    tagName: 'x-card',
                    isCustom: true,
                    isShadowHost: true,
                    attributes: {},
                    childNodes: [
                      {
                        id: 11,
                        type: 2,
                        tagName: 'b',
                        isShadow: true,
                        attributes: {},
                        childNodes: [{ id: 12, type: 3, textContent: 'in' }],
                      },
                    ],
                  },
                  {
                    id: 13,
                    type: 2,
                    tagName: 'svg',
                    isSVG: true,
                    attributes: {},
                    childNodes: [
                      { id: 14, type: 2, tagName: 'path', isSVG: true, attributes: { d: 'M0 0' }, childNodes: [] },
                    ],
                  },
                  { id: 15, type: 2, tagName: 'iframe', attributes: {}, childNodes: [] },
                ],
              },
            ],
          },
        ],
      },
    });
    expect(events[2]?.data).toMatchObject({
      source: 0,
      isAttachIframe: true,
      adds: [{ parentId: 15, node: { id: 16, type: 0, compatMode: 'BackCompat', childNodes: [{ id: 17 }] } }],
    });
    expect(events[3]?.data).toEqual({ source: 3, id: 16, x: 0, y: 9 });
  });

  it('adds its base to every id, so that no id of a document is used twice', () => {
    const { events, decode } = decoded([
      [0, 5, 1_000, 'https://a.example/', 1, 1],
      [1, 5, ['html']],
      [2, 5, 0, 0],
    ]);

    expect(data(events[1])).toMatchObject({ node: { id: 1_001, childNodes: [{ id: 1_002 }] } });
    expect(decode([3, 6, [], [], [[2, 'lang', 'en']]])).toMatchObject([{ data: { attributes: [{ id: 1_002 }] } }]);
  });

  it('takes scroll positions, linked stylesheets and rules that are told before its end', () => {
    const { events } = decoded([
      [0, 5, 0, 'https://a.example/', 1, 1],
      [1, 5, ['html'], ['link'], 1, ['style'], 1, ['body']],
      [4, 5, 3, 1, 'left over'],
      [4, 5, 3, 1, 'a{co'],
      [4, 5, 3, 2, 'lor:red}'],
      [5, 5, 4, [0, 'b{}', [1, 0], 'i{}'], []],
      [2, 5, 3, 4, 5, 0, 6, 99, 1, 1],
    ]);

    expect(data(events[1])).toMatchObject({
      initialOffset: { left: 3, top: 4 },
      node: {
        childNodes: [
          {
            childNodes: [
              { tagName: 'link', attributes: { _cssText: 'a{color:red}' } },
              { tagName: 'style' },
              { tagName: 'body', attributes: { rr_scrollTop: 6 } },
            ],
          },
        ],
      },
    });
    expect(data(events[2])).toEqual({
      source: 8,
      id: 4,
      adds: [
        { index: 0, rule: 'b{}' },
        { index: [1, 0], rule: 'i{}' },
      ],
      removes: [],
    });
  });

  it('that ends early has as much of a linked stylesheet as was told, and the rest after', () => {
    const { events, decode } = decoded([
      [0, 5, 0, 'https://a.example/', 1, 1],
      [1, 5, ['html'], ['link']],
      [4, 5, 3, 1, 'a{}'],
      [2, 5, 0, 0],
    ]);

    expect(JSON.stringify(events[1])).toContain('"_cssText":"a{}"');
    expect(decode([4, 6, 3, 0, 'b{}'])).toEqual([]);
    expect(decode([4, 6, 3, 2, 'i{}'])).toMatchObject([
      { data: { attributes: [{ id: 3, attributes: { _cssText: 'a{}b{}i{}' } }] } },
    ]);
  });

  it('that is never closed is told as far as it came', () => {
    const decoder = createDecoder();
    for (const line of page.slice(0, 2)) decoder.decode(line);

    expect(decoder.reset().map(({ type }) => type)).toEqual([4, 2]);
    expect(decoder.decode([3, 1, [], [], [[1, 'a', 'b']]])).toEqual([]);
    expect(decoded([...page.slice(0, 2), ...page]).events.filter(({ type }) => type === 2)).toHaveLength(2);
  });

  it('of a page without an element has one for the player', () => {
    const { events } = decoded([page[0], [2, 5, 0, 0]]);

    expect(data(events[1])).toMatchObject({ node: { childNodes: [{ tagName: 'html' }] } });
  });

  it('leaves out what is too deep for a player, and counts its ids', () => {
    const deep = Array.from({ length: maxDepth + 500 }, () => ['div']);
    const { events, decode } = decoded([page[0], [1, 5, ...deep, 'too deep'], [2, 5, 0, 0]]);

    expect(JSON.stringify(events)).not.toContain('too deep');
    expect(decode([3, 6, [], [], [], [2, 0, 0, 'next']])).toMatchObject([
      { data: { adds: [{ node: { id: maxDepth + 503 } }] } },
    ]);
  });
});

describe('a mutation', () => {
  it('tells removes by steps from id to id, of shadow roots by their host', () => {
    const { decode } = decoded(page);

    const [event] = decode([
      3,
      2,
      [
        [7, 8, 5],
        [10, 11],
      ],
      [],
      [],
    ]);
    expect(data(event).removes).toEqual([
      { parentId: 7, id: 8 },
      { parentId: 7, id: 13 },
      { parentId: 9, id: 11, isShadow: true },
    ]);
  });

  it('adds runs of nodes one by one in document order, after or before a sibling, or last', () => {
    const { decode } = decoded(page);

    const [event] = decode([
      3,
      2,
      [],
      [8, 'Bye'],
      [[7, 'class', null, 'hidden', true]],
      [7, 8, 0, ['p'], 'one', 1, 'two'],
      [7, -8, 0, 'first', 'second'],
      [4, 0, 0, ['style'], 'b{}'],
      [10, 11, 0, 'shadowed'],
    ]);
    expect(data(event)).toMatchObject({
      texts: [{ id: 8, value: 'Bye' }],
      attributes: [{ id: 7, attributes: { class: null, hidden: true } }],
      adds: [
        { parentId: 7, previousId: 8, nextId: null, node: { id: 20, tagName: 'p' } },
        { parentId: 20, nextId: null, node: { id: 21, textContent: 'one' } },
        { parentId: 7, previousId: 20, nextId: null, node: { id: 22, textContent: 'two' } },
        { parentId: 7, nextId: 8, node: { id: 23, textContent: 'first' } },
        { parentId: 7, previousId: 23, nextId: null, node: { id: 24, textContent: 'second' } },
        { parentId: 4, nextId: null, node: { id: 25, tagName: 'style' } },
        { parentId: 25, nextId: null, node: { id: 26, textContent: 'b{}', isStyle: true } },
        { parentId: 9, previousId: 11, nextId: null, node: { id: 27, textContent: 'shadowed', isShadow: true } },
      ],
    });
  });

  it('attaches a frame before it goes on, and says to which document a node belongs', () => {
    const { decode } = decoded(page);

    const events = decode([
      3,
      2,
      [],
      [],
      [],
      [7, 0, 0, ['iframe'], ['#document'], ['html'], 'new', 3],
      [18, 0, 16, 'into the old one'],
    ]);
    expect(events.map((event) => [data(event).isAttachIframe, (data(event).adds as object[]).length])).toEqual([
      [undefined, 1],
      [true, 1],
      [undefined, 1],
    ]);
    expect(data(events[2]).adds).toMatchObject([{ parentId: 18, node: { rootId: 16 } }]);
  });

  it('leaves out attributes that no player could set', () => {
    const { decode } = decoded(page);

    const [event] = decode(JSON.parse('[3,2,[],[],[[7,"@click","x","__proto__","y","a b","z","title","T"]]]'));
    expect(data(event).attributes).toEqual([{ id: 7, attributes: { title: 'T' } }]);
  });
});

describe('other lines', () => {
  it.each([
    [
      [9, 9, 1, 10, 20, 7, -100, 5, -5, 8, 0],
      {
        source: 1,
        positions: [
          { x: 10, y: 20, id: 7, timeOffset: -100 },
          { x: 15, y: 15, id: 8, timeOffset: 0 },
        ],
      },
    ],
    [[10, 9, 2, 7, 4, 5, 0], { source: 2, type: 2, id: 7, x: 4, y: 5, pointerType: 0 }],
    [[10, 9, 5, 7], { source: 2, type: 5, id: 7 }],
    [[11, 9, 7, 1.5, 20], { source: 3, id: 7, x: 1.5, y: 20 }],
    [[12, 9, 300, 400], { source: 4, width: 300, height: 400 }],
    [[13, 9, 7, '***', 1], { source: 5, id: 7, text: '***', isChecked: true }],
    [
      [14, 9, 0, 7, 3, 0.5, 1, 0, 2],
      { source: 7, type: 0, id: 7, currentTime: 3, volume: 0.5, muted: true, loop: false, playbackRate: 2 },
    ],
    [
      [8, 9, 5, [0, 1], 'color', 'red', 'important'],
      { source: 13, id: 5, index: [0, 1], set: { property: 'color', value: 'red', priority: 'important' } },
    ],
    [[8, 9, 5, [0], 'color', null], { source: 13, id: 5, index: [0], remove: { property: 'color' } }],
    [[15, 9, 8, 0, 8, 2], { source: 14, ranges: [{ start: 8, startOffset: 0, end: 8, endOffset: 2 }] }],
    [
      [16, 9, 'Inter', 'url(/a.woff2)', 0, { weight: '700' }],
      { source: 10, family: 'Inter', fontSource: 'url(/a.woff2)', buffer: false, descriptors: { weight: '700' } },
    ],
    [[17, 9, 'x-card'], { source: 16, define: { name: 'x-card' } }],
    [
      [4, 9, 5, 3, 'a{}'],
      { source: 0, removes: [], adds: [], texts: [], attributes: [{ id: 5, attributes: { _cssText: 'a{}' } }] },
    ],
  ])('%j is one event', (line, expected) => {
    const { decode } = decoded(page);

    expect(decode(line)).toEqual([{ type: 3, timestamp: 9, data: expected }]);
  });

  it('take a selection away where nothing is selected any more, in its place', () => {
    const { decode } = decoded(page);
    const none = { start: 8, startOffset: 0, end: 8, endOffset: 0 };

    expect(decode([15, 9])).toEqual([{ type: 3, timestamp: 9, data: { source: 14, ranges: [] } }]);
    decode([15, 10, 8, 0, 9, 2]);
    expect(decode([15, 11])).toEqual([{ type: 3, timestamp: 11, data: { source: 14, ranges: [none] } }]);
  });

  it('have media play after they are added, because a player fails on those that play before', () => {
    const { decode } = decoded(page);
    const state = ['rr_mediaState', 'played', 'rr_mediaCurrentTime', 2.5, 'rr_mediaMuted', true, 'rr_mediaVolume', 0.5];
    const events = decode([3, 9, [], [], [], [7, 0, 0, ['video', ...state, 'rr_mediaPlaybackRate', 2]]]);
    const [add] = data(events[0]).adds as { node: { id: number; attributes: object } }[];

    expect(add?.node.attributes).toMatchObject({ rr_mediaState: 'paused', rr_mediaCurrentTime: 2.5 });
    expect(events.slice(1).map(data)).toEqual([
      {
        source: 7,
        type: 0,
        id: add?.node.id,
        currentTime: 2.5,
        volume: 0.5,
        muted: true,
        loop: false,
        playbackRate: 2,
      },
    ]);
  });

  it('tell a constructed sheet with the first place that adopts it', () => {
    const { decode } = decoded(page);

    expect(decode([6, 9, 1, 'a{}'])).toEqual([]);
    expect(decode([6, 9, 1, 'b{}', 'c{}'])).toEqual([]);
    expect(decode([7, 9, 10, 1])).toMatchObject([
      {
        data: {
          source: 15,
          id: 9,
          styleIds: [1],
          styles: [{ styleId: 1, rules: [{}, {}, { rule: 'c{}', index: 2 }] }],
        },
      },
    ]);
    expect(decode([7, 9, 1, 1])).toEqual([{ type: 3, timestamp: 9, data: { source: 15, id: 1, styleIds: [1] } }]);
  });

  it('of a later version are passed over', () => {
    const { decode } = decoded(page);

    expect(decode([77, 9, { any: 'thing' }])).toEqual([]);
    expect(decode([12, 9, 1, 2])).toHaveLength(1);
  });

  it('after a gap wait for a snapshot', () => {
    const { decode } = decoded(page);

    expect(decode([18, 9, 'storm'])).toEqual([
      { type: 5, timestamp: 9, data: { tag: 'afterglow-gap', payload: { reason: 'storm' } } },
    ]);
    expect(decode([12, 9, 1, 2])).toEqual([]);
    expect(page.flatMap((line) => decode(line))).toHaveLength(4);
    expect(decode([12, 9, 1, 2])).toHaveLength(1);
  });
});

describe('a stylesheet that is kept by its content', () => {
  const [known, gone] = ['a'.repeat(64), 'b'.repeat(64)];
  const keptText = (hash: string) => (hash === known ? '.kept{}' : undefined);
  const inline = (id: number, css: string) => [4, 5, id, 3, css];
  const kept = (id: number, hash: string) => [19, 5, id, hash];
  const events = (lines: unknown[]) => {
    const { decode } = createDecoder(keptText);
    return lines.flatMap((line) => decode(line));
  };
  const open = [
    [0, 5, 0, 'https://shop.example/', 800, 600],
    [1, 5, ['html'], ['link'], 1, ['link']],
  ];
  const end = [2, 5, 0, 0];

  it('reads as if its text stood there, in a snapshot and after one', () => {
    expect(events([...open, kept(3, known), end, kept(4, known)])).toEqual(
      events([...open, inline(3, '.kept{}'), end, inline(4, '.kept{}')]),
    );
  });

  it('takes the place of what was told of the sheet before', () => {
    expect(events([...open, [4, 5, 3, 1, '.half{'], kept(3, known), end])).toEqual(
      events([...open, inline(3, '.kept{}'), end]),
    );
    expect(events([...open, [4, 5, 3, 1, '.half{'], kept(3, gone), end])).toEqual(events([...open, end]));
  });

  it('leaves the page without it where it cannot be had', () => {
    expect(events([...open, kept(3, gone), inline(4, 'b{}'), end, kept(3, gone)])).toEqual(
      events([...open, inline(4, 'b{}'), end]),
    );
  });
});

describe('a decoder', () => {
  it('says what is wrong with a line, then waits for the next snapshot', () => {
    const { decode } = decoded(page);

    expect(() => decode([3, 9, [], [], [], [7, 0, 0, 1]])).toThrow('more is closed than is open');
    expect(decode([12, 9, 1, 2])).toEqual([]);
  });

  it('throws nothing but its own error, whatever it is given', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.integer({ min: -3, max: 30 }),
        fc.string({ maxLength: 4 }),
        fc.constantFrom('#shadow', '#document', 'style', '!', ':g', '__proto__', null, true, -1, 2 ** 40, 0.5),
        fc.array(tie('any'), { maxLength: 6 }),
        fc.object({ maxDepth: 1 }),
      ),
    })).any;
    const line = fc
      .tuple(fc.integer({ min: -1, max: 20 }), fc.array(value, { maxLength: 8 }))
      .map(([op, rest]) => [op, 1, ...rest]);
    fc.assert(
      fc.property(fc.array(fc.oneof(value, line), { maxLength: 30 }), (lines) => {
        const { decode } = decoded(page);
        for (const each of lines) {
          try {
            for (const event of decode(each)) expect(event.timestamp).toEqual(expect.any(Number));
          } catch (error) {
            expect(error).toBeInstanceOf(RecordingFormatError);
            for (const known of page) decode(known);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

it('a line is known by its op and time', () => {
  expect(RecordingLine.safeParse([0, 5, 'x', [1]]).success).toBe(true);
  for (const bad of [[], [0], ['0', 5], [0, -1], [300, 5], { 0: 0, 1: 5 }]) {
    expect(RecordingLine.safeParse(bad).success).toBe(false);
  }
  expect([isKeyframe([0, 5]), isKeyframe([1, 5])]).toEqual([true, false]);
});
