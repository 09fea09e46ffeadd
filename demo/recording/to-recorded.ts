import { createDocumentDecoder, type DocumentDecoder } from '#contracts/document-decoder.ts';
import { type RecordedEvent, type RecordedVisit, shopHost, withTimes } from '../fixture-file.ts';
import type { KeptBeacon } from './collector.ts';
import type { Visit } from './visits.ts';

interface Origins {
  shop: string;
  tracker: string;
}

/** What a visit sent, in the form of the fixture: times from its start, no ids, no address of this machine. */
export function toRecorded(visit: Omit<Visit, 'run'>, all: readonly KeptBeacon[], origins: Origins): RecordedVisit {
  const kept = asEvents(all.filter(isFirst));
  const times = kept.flatMap(({ events, rrweb }) => [...events.map(({ at }) => at), ...rrweb.map((e) => e.timestamp)]);
  if (times.length === 0) throw new Error(`the visit '${visit.name}' sent nothing`);
  if (!kept.some(({ rrweb }) => rrweb.some(({ type }) => type === 2))) {
    throw new Error(`the visit '${visit.name}' has no full snapshot`);
  }
  const start = Math.min(...times);
  const end = Math.max(...times, ...kept.map(({ sentAt }) => sentAt));
  const tabs: string[] = [];
  const documents: string[] = [];
  return {
    name: visit.name,
    device: visit.device,
    weight: visit.weight,
    durationMs: end - start,
    beacons: kept.map(({ header, events, rrweb, sentAt }) => ({
      tab: ordinal(tabs, header.tab),
      document: ordinal(documents, header.document),
      seq: header.seq,
      sentAt: sentAt - start,
      events: [...events, ...rrweb].map((event) => withTimes(elsewhere(event, origins), (ms) => round(ms - start))),
    })),
  };
}

/** With the events of lines that were recorded: the fixture is of a format that says by itself what was seen. */
function asEvents(beacons: readonly KeptBeacon[]): KeptBeacon[] {
  const decoders = new Map<string, DocumentDecoder>();
  return beacons
    .toSorted((a, b) => a.header.seq - b.header.seq)
    .map((beacon) => {
      const { document, seq } = beacon.header;
      const decoder = decoders.get(document) ?? createDocumentDecoder();
      decoders.set(document, decoder);
      const { events, damage } = decoder.next(seq, beacon.recorded);
      if (damage) throw new Error(`beacon ${seq} of ${document}: ${damage}`);
      return { ...beacon, rrweb: [...beacon.rrweb, ...events], recorded: [] };
    });
}

/** What was on its way when the page hid is sent once more. */
function isFirst({ header }: KeptBeacon, index: number, all: readonly KeptBeacon[]): boolean {
  return all.findIndex((one) => one.header.document === header.document && one.header.seq === header.seq) === index;
}

function ordinal(known: string[], id: string): number {
  if (!known.includes(id)) known.push(id);
  return known.indexOf(id);
}

const round = (ms: number): number => Math.round(ms * 10) / 10;

/** The event as if the shop had an address of its own. */
function elsewhere(event: RecordedEvent, { shop, tracker }: Origins): RecordedEvent {
  const text = JSON.stringify(event)
    .replaceAll(shop, `https://${shopHost}`)
    .replaceAll(new URL(shop).host, shopHost)
    .replaceAll(tracker, `https://stats.${shopHost}`);
  return JSON.parse(text) as RecordedEvent;
}
