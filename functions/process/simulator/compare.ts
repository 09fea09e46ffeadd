/**
 * Holds what is in the stores against the truth, and gives every difference as a sentence. Past 200 lines, because it
 * is one list of kinds of items.
 */
import { isDeepStrictEqual } from 'node:util';
import type { RrwebEvent } from '#contracts/beacon.ts';
import type { RecordingLine } from '#contracts/recording-format.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { type GatheredItem, gatheredOf, gatheredRanges } from '../../shared/gathered-items.ts';
import { type PackedHeat, unpackCounted } from '../../shared/packed-heat.ts';
import { unpackSession } from '../../shared/packed-session.ts';
import { type BlockItem, type KeyItem, recordingKey, type SnapshotItem } from '../../shared/recording-items.ts';
import { openFrame } from '../../shared/seal.ts';
import { type CounterItem, type HeatItem, sessionKey } from '../../shared/tally-items.ts';
import { changeVisitors, countVisitors, emptySketch, visitorHash } from '../../shared/visitor-sketch.ts';
import { type ArchiveLine, archiveTexts } from '../aggregate/archive.ts';
import { hasKeyframe, isEmpty, timesOf } from '../recorded.ts';
import { itemId } from '../stores.ts';
import type { StreamRecord } from '../stream-batch.ts';
import { recordedAs } from './recorded-as.ts';
import { type SentBeacon, type StreamEntry, subjectOfVisitor } from './traffic.ts';
import { labelOf, type Truth } from './truth.ts';
import { type Stores, serverSecret } from './world.ts';

const day = 86_400_000;

export function countingDifferences(stores: Stores, truth: Truth): string[] {
  return [
    ...itemDifferences(stores, truth),
    ...sessionDifferences(stores, truth),
    ...archiveDifferences(stores, truth),
    ...stores.tally.setBack.map((id) => `${id.replace('\n', ' ')}: was set back to an earlier position`),
  ];
}

function itemDifferences(stores: Stores, truth: Truth): string[] {
  const found: string[] = [];
  const counted = new Set<string>();
  for (const [id, item] of stores.tally.items) {
    if (!/^[CH]#/.test(item.pk)) continue;
    counted.add(id);
    const { numbers, visitors } = numbersOf(unpackCounted(item as CounterItem | PackedHeat));
    const expected = truth.items.get(id) ?? { numbers: {}, visitors: new Set<string>() };
    const project = item.pk.split('#')[1] ?? '';
    for (const name of new Set([...Object.keys(numbers), ...Object.keys(expected.numbers)])) {
      const [is, should] = [numbers[name] ?? 0, expected.numbers[name] ?? 0];
      if (is !== should) found.push(`${id.replace('\n', ' ')}: ${name} is ${is}, not ${should}`);
    }
    const should = changeVisitors(
      emptySketch,
      [...expected.visitors].map((visitor) => [visitorHash(serverSecret, project, visitor), 1] as const),
    );
    const sizes = [countVisitors([visitors]), countVisitors([should]), countVisitors([visitors, should])];
    if (new Set(sizes).size > 1) found.push(`${id.replace('\n', ' ')}: has ${sizes[0]} visitors, not ${sizes[1]}`);
  }
  for (const [id, { numbers, visitors }] of truth.items) {
    if (!counted.has(id) && Object.keys(numbers).length + visitors.size > 0)
      found.push(`${id.replace('\n', ' ')}: is missing`);
  }
  return found;
}

function numbersOf(item: CounterItem | HeatItem): { numbers: Record<string, number>; visitors: Uint8Array } {
  if ('counts' in item) return { numbers: { ...item.counts }, visitors: item.visitors };
  const { samples, pageWidth, pageHeight, pageX = 0, pageY = 0, cells } = item;
  const named = Object.fromEntries(Object.entries(cells).map(([cell, count]) => [`cell ${cell}`, count]));
  return { numbers: { samples, pageWidth, pageHeight, pageX, pageY, ...named }, visitors: item.visitors };
}

function sessionDifferences(stores: Stores, truth: Truth): string[] {
  return truth.sessions.flatMap(({ key, erased, fields }) => {
    const [project = '', session = ''] = key.split('/');
    const item: Record<string, unknown> = unpackSession({
      ...stores.tally.items.get(itemId(sessionKey(project, session))),
    });
    if (erased) return item.erased === true && item.visitor === undefined ? [] : [`session ${key}: is no tombstone`];
    return Object.entries(fields).flatMap(([name, should]) => {
      const is = name === 'pages' ? pagesOf(item.pages, should) : item[name];
      return isDeepStrictEqual(is, should)
        ? []
        : [`session ${key}: ${name} is ${JSON.stringify(is)}, not ${JSON.stringify(should)}`];
    });
  });
}

/** Of each page what the truth tells. */
function pagesOf(pages: unknown, should: unknown): unknown {
  const [names] = should as Record<string, unknown>[];
  return (pages as Record<string, unknown>[] | undefined)?.map((page) =>
    Object.fromEntries(Object.keys(names ?? {}).map((name) => [name, page[name]])),
  );
}

function archiveDifferences(stores: Stores, truth: Truth): string[] {
  const labels = new Set<string>();
  const found: string[] = [];
  for (const bytes of stores.archive.objects.values()) {
    for (const text of archiveTexts(bytes)) {
      const { envelope, events, fullSnapshot } = JSON.parse(text) as ArchiveLine;
      const label = frameLabel({ project: envelope.project, ...envelope.header });
      labels.add(label);
      const [first] = truth.accepted.get(label) ?? [];
      const should = first && {
        events: first.events.map(({ event }) => event),
        receivedAt: first.envelope.receivedAt,
        fullSnapshot: first.rrweb.some(({ type }) => type === 2),
      };
      const is = { events, receivedAt: envelope.receivedAt, fullSnapshot };
      if (should && !isDeepStrictEqual(is, should)) found.push(`the archive: ${label} holds something else`);
    }
  }
  return [...found, ...setDifferences('the archive', labels, new Set(truth.accepted.keys()))];
}

function visitorsOf(entries: readonly StreamEntry[]): Map<string, string> {
  const visitors = new Map<string, string>();
  for (const { sent } of entries) {
    if (sent.kind === 'beacon') visitors.set(sent.envelope.header.session, sent.envelope.header.visitor);
  }
  return visitors;
}

/**
 * Every spoilt record is kept once, whole, with its reason; of an erased session, or one whose visitor was
 * forgotten, nothing is looked at any more.
 */
export function poisonDifferences(
  stores: Stores,
  entries: readonly StreamEntry[],
  records: ReadonlyMap<StreamEntry, StreamRecord>,
  consumer: string,
): string[] {
  const found: string[] = [];
  const kept = new Map([...stores.failures.objects].filter(([name]) => name.startsWith(`${consumer}/`)));
  const erased = new Set<string>();
  const forgotten = new Set<string>();
  const visitors = visitorsOf(entries);
  for (const entry of entries) {
    const { sent, data, partitionKey } = entry;
    if (sent.kind === 'erase') erased.add(sent.envelope.session);
    if (sent.kind === 'forget') forgotten.add(`${partitionKey}#${sent.envelope.subject}`);
    if (sent.kind !== 'poison') continue;
    const subject = sent.session && subjectOfVisitor(visitors.get(sent.session) ?? '');
    if (sent.session && (erased.has(sent.session) || forgotten.has(`${partitionKey}#${subject}`))) continue;
    const { position = '', sequenceNumber = '' } = records.get(entry) ?? {};
    const name = `${consumer}/${Number(position.slice(0, 13))}-${sequenceNumber}`;
    const bytes = kept.get(name);
    kept.delete(name);
    if (!bytes) {
      found.push(`the failure bucket: ${name} is missing`);
      continue;
    }
    const failure = JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;
    if (!sent.reason.test(String(failure.reason))) found.push(`${name}: its reason is ${failure.reason}`);
    if (!Buffer.from(String(failure.data), 'base64').equals(data) || failure.partitionKey !== partitionKey) {
      found.push(`${name}: holds another record`);
    }
  }
  return [...found, ...[...kept.keys()].map((name) => `the failure bucket: ${name} does not belong there`)];
}

export function recordingDifferences(stores: Stores, truth: Truth): string[] {
  const found: string[] = [];
  const blocks = [...stores.recordings.items.values()].filter(({ pk }) => pk.startsWith('R#')) as BlockItem[];
  for (const { key, erased, beacons, fields } of truth.sessions) {
    const [project = '', session = ''] = key.split('/');
    const keyItem = stores.keys.items.get(itemId(recordingKey(project, session))) as KeyItem | undefined;
    const own = blocks.filter(({ pk }) => pk === `R#${project}#${session}`);
    if (erased) {
      if (!keyItem?.erased || keyItem.key || own.length > 0) found.push(`recording ${key}: is not erased`);
      continue;
    }
    if (!beacons.some(({ rrweb }) => rrweb.length > 0) && (keyItem || own.length > 0)) {
      found.push(`recording ${key}: has a key or an index, though nothing is recorded`);
    }
    const labels = new Set<string>();
    const all = [
      ...own.map(({ object, frames }) => ({ object, frames, opens: keyItem?.key })),
      ...gatheredIn(stores, key, fields).map(({ object, frames, key: opens }) => ({ object, frames, opens })),
    ];
    for (const { object, frames, opens } of all) {
      for (const { document, seq, first, last, keyframe, recorded, from, to } of frames) {
        const label = frameLabel({ project, session, document, seq });
        labels.add(label);
        const copies = truth.accepted.get(label) ?? [];
        const [beacon] = copies;
        const bytes = stores.blocks.objects.get(object)?.subarray(first, last + 1);
        if (!beacon || !bytes || !opens) {
          found.push(`frame ${label}: has no ${beacon ? 'bytes or no key' : 'beacon'}`);
          continue;
        }
        const content = openFrame(opens, label, bytes);
        // A copy may have been folded otherwise: readers take the first they find.
        const should = copies.map(({ envelope: { offset, receivedAt, header }, events: sent, rrweb }) => {
          const held = { offset, events: sent.map(({ event }) => event), ...recordedAs(header, rrweb) };
          const times = [...held.events.map(({ at }) => at), ...timesOf(held)].map(
            (at) => Math.min(receivedAt + day, Math.max(receivedAt - day, at + offset)) - offset,
          );
          const [from, to] = [Math.min(...times), Math.max(...times)];
          return { held, entry: { keyframe: hasKeyframe(held), recorded: !isEmpty(held), from, to } };
        });
        if (!should.some(({ held }) => isDeepStrictEqual(content, held)))
          found.push(`frame ${label}: holds something else`);
        const entry = { keyframe, recorded, from, to };
        if (!should.some((one) => isDeepStrictEqual(entry, one.entry)))
          found.push(`frame ${label}: its entry says ${JSON.stringify(entry)}`);
      }
    }
    found.push(...setDifferences(`recording ${key}`, labels, new Set(beacons.map(labelOf))));
  }
  return [...found, ...snapshotDifferences(stores, truth)];
}

/** What was gathered of a session, as a reader finds it who knows when its events were. */
function gatheredIn(stores: Stores, key: string, { startedAt, lastAt }: Record<string, unknown>) {
  const [project = '', session = ''] = key.split('/');
  const ranges = gatheredRanges(project, session, { from: Number(startedAt), to: Number(lastAt) });
  const found = [...stores.recordings.items.values()].filter(({ pk, sk }) =>
    ranges.some((range) => range.pk === pk && range.first <= sk && sk <= range.last),
  );
  return gatheredOf(found as GatheredItem[], session);
}

/** Every page that was recorded by a session that is not erased has a snapshot that opens by itself. */
function snapshotDifferences(stores: Stores, truth: Truth): string[] {
  const found: string[] = [];
  const snapshots = [...stores.recordings.items.values()].filter(({ pk }) => pk.startsWith('P#')) as SnapshotItem[];
  for (const { pk, session, document, key, parts, w } of snapshots) {
    const project = pk.split('#')[1] ?? '';
    const source = truth.sessions.find((one) => one.key === `${project}/${session}`);
    if (!source || source.erased) found.push(`snapshot ${pk}: is of an erased session`);
    const opened = parts.flatMap(({ object, first, last, label }) => {
      const bytes = stores.blocks.objects.get(object)?.subarray(first, last + 1);
      return bytes ? [openFrame(key, label, bytes)] : [];
    });
    const lines = opened.flatMap(({ recorded }) => recorded) as RecordingLine[];
    const events = opened.flatMap(({ rrweb }) => rrweb) as RrwebEvent[];
    // One is of one format; what it begins with tells which.
    const isOwn = lines.length > 0;
    const types = isOwn ? lines.map(([op]) => op) : events.map(({ type }) => type);
    const start = isOwn ? [0, 1, 2] : [4, 2];
    if (!isDeepStrictEqual(types.slice(0, start.length), start) || (isOwn && events.length > 0)) {
      found.push(`snapshot ${pk}: begins with ${types.slice(0, 3)}`);
    }
    const pageAt = (isOwn ? lines[0]?.[1] : events[1]?.timestamp) ?? 0;
    const own = source?.beacons.filter((beacon) => beacon.envelope.header.document === document);
    // What is seen from the next pageview on is another page.
    const later = (own ?? [])
      .flatMap(({ events: sent }) => sent.map(({ event }) => event))
      .filter(({ kind, at }) => kind === 'pageview' && at > pageAt);
    const end = Math.min(pageAt + 3_000, ...later.map(({ at }) => at));
    const should = own
      ?.flatMap((beacon) => beacon.rrweb)
      .filter(({ type, timestamp }) => type === 3 && timestamp >= pageAt && timestamp <= end);
    const told = isOwn ? lines.slice(start.length) : events.slice(start.length);
    const { rrweb, recorded } = recordedAs({ format: isOwn ? 'afterglow-1' : 'rrweb' }, should ?? []);
    if (!isDeepStrictEqual(told, isOwn ? recorded : rrweb))
      found.push(`snapshot ${pk} at ${w}: is completed by something else`);
  }
  const shown = new Set(snapshots.map(({ pk }) => pk));
  const pagesOf = (erased: boolean) =>
    new Set(truth.sessions.filter((one) => one.erased === erased).flatMap((one) => one.beacons.flatMap(pageShown)));
  // A snapshot of a session that was erased later may have kept others away; then there is none until the next visit.
  const excused = pagesOf(true);
  for (const pk of pagesOf(false)) {
    if (!shown.has(pk) && !excused.has(pk)) found.push(`snapshot ${pk}: is missing`);
  }
  return found;
}

/** Partition of the snapshot that a beacon with a full snapshot brings. */
function pageShown({ project, events, rrweb }: SentBeacon): string[] {
  const view = events.find(({ event }) => event.kind === 'pageview');
  return view && rrweb.some(({ type }) => type === 2) ? [`P#${project.id}#${view.device}#${view.event.path}`] : [];
}

function setDifferences(where: string, is: ReadonlySet<string>, should: ReadonlySet<string>): string[] {
  return [
    ...[...should].filter((one) => !is.has(one)).map((one) => `${where}: ${one} is missing`),
    ...[...is].filter((one) => !should.has(one)).map((one) => `${where}: ${one} does not belong there`),
  ];
}
