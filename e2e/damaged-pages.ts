/** Recordings that rrweb fails at, whether they were made up or came about, as rrweb's events from a time (ms) on. */
import { EventType, IncrementalSource, NodeType } from '@rrweb/types';

interface Recorded {
  type: EventType;
  timestamp: number;
  data: unknown;
}

export interface DamagedPage {
  name: string;
  /** Whether the page itself is still shown. */
  isShown: boolean;
  events: (at: number) => Recorded[];
}

const element = (
  id: number,
  tagName: string,
  attributes: object = {},
  childNodes: object[] = [],
  more: object = {},
) => ({
  ...{ type: NodeType.Element, id, tagName, attributes, childNodes },
  ...more,
});
const still = element(98, 'p', { id: 'still-there' }, [{ type: NodeType.Text, id: 99, textContent: 'Still there' }]);
const document = (childNodes: object[], more: object = {}) => ({ type: NodeType.Document, id: 1, childNodes, ...more });
const page = (...body: object[]) =>
  document([element(2, 'html', {}, [element(4, 'head'), element(3, 'body', {}, body)])]);

/** A page, what is done on it, and a change that says that the recording went on. */
const recorded = (node: object, ...changes: object[]) => {
  return (at: number): Recorded[] => [
    { type: EventType.Meta, timestamp: at, data: { href: 'https://shop.example/', width: 1_280, height: 800 } },
    { type: EventType.FullSnapshot, timestamp: at + 1, data: { node, initialOffset: { top: 0, left: 0 } } },
    ...[...changes, mutation({ texts: [{ id: 99, value: 'Still there, and changed' }] })].map((data, index) => ({
      type: EventType.IncrementalSnapshot,
      timestamp: at + 500 + 100 * index,
      data,
    })),
  ];
};
const mutation = (data: object) => ({
  source: IncrementalSource.Mutation,
  ...{ adds: [], removes: [], texts: [], attributes: [] },
  ...data,
});
const click = { source: IncrementalSource.MouseInteraction, type: 2, id: 98, x: 1, y: 1 };
const form = (name: string) => element(50, 'form', { id: 'target', name }, [element(51, 'input', { name })]);

export const damagedPages: DamagedPage[] = [
  { name: 'no-html', isShown: false, events: recorded(document([])) },
  { name: 'no-html-of-old', isShown: false, events: recorded(document([], { compatMode: 'BackCompat' })) },
  {
    name: 'text-alone',
    isShown: false,
    events: recorded(document([{ type: NodeType.Text, id: 9, textContent: 'x' }])),
  },
  {
    name: 'text-beside-html',
    isShown: true,
    events: recorded(document([{ type: NodeType.Text, id: 9, textContent: 'x' }, ...page(still).childNodes])),
  },
  { name: 'document-in-body', isShown: true, events: recorded(page(still, { ...document([]), id: 71 })) },
  { name: 'form-named-head', isShown: true, events: recorded(page(still, form('head'))) },
  { name: 'form-named-as-asked', isShown: true, events: recorded(page(still, form('getBoundingClientRect'))) },
  { name: 'click-at-no-place', isShown: true, events: recorded(page(still), { ...click, x: { toString: 1 } }) },
  {
    name: 'rules-of-a-paragraph',
    isShown: true,
    events: recorded(page(still), {
      source: IncrementalSource.StyleSheetRule,
      id: 98,
      adds: [{ rule: 'p{}', index: 0 }],
    }),
  },
  { name: 'loud-film', isShown: true, events: recorded(page(still, element(60, 'video', { rr_mediaVolume: 5 }))) },
  {
    name: 'no-data',
    isShown: true,
    events: (at) => [
      ...recorded(page(still))(at),
      { type: EventType.IncrementalSnapshot, timestamp: at + 900, data: null },
      { type: EventType.Meta, timestamp: at + 901, data: { href: { toString: 1 }, width: {}, height: [] } },
    ],
  },
  {
    name: 'times-of-no-year',
    isShown: true,
    events: (at) => [
      ...recorded(page(still))(at),
      ...[1, 8e15].map((timestamp) => ({ type: EventType.IncrementalSnapshot, timestamp, data: click })),
    ],
  },
];
