/** Recorded pages, made up for tests. */
import { EventType, type eventWithTime, IncrementalSource, NodeType } from '@rrweb/types';

let lastId = 10;
export const text = (textContent: string) => ({ type: NodeType.Text, id: ++lastId, textContent });
export const element = (tagName: string, attributes: object = {}, childNodes: object[] = []) => ({
  type: NodeType.Element,
  id: ++lastId,
  tagName,
  attributes,
  childNodes,
});

export const event = (type: EventType, data: unknown) => ({ type, timestamp: 1, data }) as eventWithTime;
export const meta = event(EventType.Meta, { href: 'https://shop.example/a/', width: 800, height: 600 });
export const snapshot = (node: unknown) => event(EventType.FullSnapshot, { node, initialOffset: { top: 0, left: 0 } });

/** Ids of what every page has. */
export const ids = { document: 1, html: 2, body: 3 } as const;
export const page = (...body: object[]) =>
  snapshot({
    type: NodeType.Document,
    id: ids.document,
    childNodes: [{ ...element('html', {}, [{ ...element('body', {}, body), id: ids.body }]), id: ids.html }],
  });

export const change = (data: object) =>
  event(EventType.IncrementalSnapshot, {
    source: IncrementalSource.Mutation,
    ...{ adds: [], removes: [], texts: [], attributes: [] },
    ...data,
  });
