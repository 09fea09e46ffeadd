/** The page's newest snapshots as this batch leaves them: one item per path, device and bucket. */
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { type KeyItem, type SnapshotItem, snapshotPartition } from '../../shared/recording-items.ts';
import { newFrameKey, sealFrame } from '../../shared/seal.ts';
import { isEmpty, type Recorded, tellsNodes } from '../recorded.ts';
import type { ResolvedBeacon } from '../resolve-beacon.ts';
import { type ItemKey, itemId } from '../stores.ts';
import type { Part } from './block.ts';
import { completing, documentHeight, filesShown, nextPageview, pageSnapshots } from './page-snapshot.ts';

/** A snapshot is replaced by a newer one at most this often, ms. */
export const replaceAfterMs = 10 * 60_000;
/** Parts that complete a snapshot; one whose nodes are told over many beacons has as many more. */
export const maxParts = 8;
const maxTold = 40;
/** Snapshots that one session may be the source of; each is remembered beside its key. */
export const maxSources = 50;

export interface SnapshotDraft {
  /** `w` as it was read; undefined when there was no item. */
  read: string | undefined;
  /** Session of the item as it was read. */
  readSession: string | undefined;
  item: SnapshotItem;
  changed: boolean;
}

export interface SnapshotSource {
  beacon: ResolvedBeacon;
  recording: Recorded;
  position: string;
  /** Key in the blocks bucket of the object that this batch writes for the session's class. */
  object: string;
  /** Seconds since the epoch. */
  ttl: number;
  /** Item of the session's key; gets the snapshots that are taken from it. */
  keyItem: KeyItem;
}

export class SnapshotDrafts {
  private readonly drafts = new Map<string, SnapshotDraft | undefined>();
  private readonly read: (key: ItemKey) => Promise<ItemKey | undefined>;

  constructor(read: (key: ItemKey) => Promise<ItemKey | undefined>) {
    this.read = read;
  }

  changed(): SnapshotDraft[] {
    return [...this.drafts.values()].filter((draft) => draft?.changed === true) as SnapshotDraft[];
  }

  /** Takes what a beacon has for heatmaps, and gives the parts to lay out and whether the key item changed. */
  async take(source: SnapshotSource): Promise<{ parts: Part[]; sources: boolean }> {
    const parts: Part[] = [];
    const { header } = source.beacon.envelope;
    let sources = false;
    // A record that comes again finds it open again: only what comes after the one that left is too late.
    const open = (source.keyItem.snapshots ?? []).filter(
      ({ document, left }) => document === header.document && (left === undefined || source.position <= left),
    );
    for (const taken of open) {
      const { pk, sk, at } = taken;
      const leftAt = nextPageview(source.beacon, at);
      const more = completing(source.recording, at, leftAt);
      const files = filesShown(source.beacon, at, leftAt);
      const draft = isEmpty(more) && files.length === 0 ? undefined : await this.find({ pk, sk });
      const part = draft && this.append(draft, source, more, files);
      if (part) parts.push(part);
      if (leftAt < Number.POSITIVE_INFINITY && taken.left === undefined) {
        taken.left = source.position;
        sources = true;
      }
    }
    for (const snapshot of pageSnapshots(source.beacon, source.recording)) {
      const { project, bucket } = source.beacon.envelope;
      const key = { pk: snapshotPartition(project, snapshot.device, snapshot.path), sk: String(bucket) };
      const known = await this.find(key);
      if (known && (source.position <= known.item.w || snapshot.at < known.item.at + replaceAfterMs)) continue;
      const kept = (source.keyItem.snapshots ?? []).filter((one) => itemId(one) !== itemId(key));
      if (kept.length >= maxSources) continue;
      const { path, device, at, width, height, pageAt, leftAt } = snapshot;
      const item: SnapshotItem = {
        ...key,
        w: source.position,
        path,
        device,
        at,
        width,
        height,
        session: header.session,
        document: header.document,
        key: newFrameKey(),
        parts: [],
        ttl: source.ttl,
      };
      this.drafts.set(itemId(key), { read: known?.read, readSession: known?.readSession, item, changed: true });
      parts.push(sealPart(item, source, snapshot.content, filesShown(source.beacon, pageAt, leftAt)));
      const left = leftAt < Number.POSITIVE_INFINITY ? { left: source.position } : {};
      source.keyItem.snapshots = [...kept, { ...key, document: header.document, at: pageAt, ...left }];
      sources = true;
    }
    return { parts, sources };
  }

  /** Forgets what came from an erased session, and gives the keys of its stored items, which have to go. */
  async erase(session: string, known: KeyItem['snapshots'] = []): Promise<ItemKey[]> {
    const gone: ItemKey[] = [];
    for (const { pk, sk } of known) {
      const draft = await this.find({ pk, sk });
      if (draft?.item.session !== session) continue;
      // Where this batch had put it in the place of another session's, that one stays and is read again.
      if (draft.read !== undefined && draft.readSession !== session) {
        this.drafts.delete(itemId({ pk, sk }));
        continue;
      }
      gone.push({ pk, sk });
      this.drafts.set(itemId({ pk, sk }), undefined);
    }
    return gone;
  }

  private append(
    draft: SnapshotDraft,
    source: SnapshotSource,
    more: Recorded,
    files: AnalyticsEvent[],
  ): Part | undefined {
    const { header } = source.beacon.envelope;
    const { item } = draft;
    const before = Number(item.parts.at(-1)?.label.split('/').at(-1) ?? -1);
    const own = item.session === header.session && item.document === header.document;
    if (
      !own ||
      item.parts.length >= (tellsNodes(more) ? maxTold : maxParts) ||
      header.seq <= before ||
      source.position <= item.w
    )
      return undefined;
    const height = Math.max(item.height, documentHeight(source.beacon, item.path, 0));
    draft.item = { ...item, w: source.position, height, parts: [...item.parts] };
    draft.changed = true;
    return sealPart(draft.item, source, more, files);
  }

  private async find(key: ItemKey): Promise<SnapshotDraft | undefined> {
    const id = itemId(key);
    if (!this.drafts.has(id)) {
      const item = (await this.read(key)) as SnapshotItem | undefined;
      this.drafts.set(id, item && { read: item.w, readSession: item.session, item, changed: false });
    }
    return this.drafts.get(id);
  }
}

/** Seals events under the snapshot's own key, so that it can be shown without its session's. */
function sealPart(
  item: SnapshotItem,
  { beacon, object }: SnapshotSource,
  recording: Recorded,
  events: AnalyticsEvent[],
): Part {
  const { project, header, offset } = beacon.envelope;
  const { session, document, seq } = header;
  const label = frameLabel({ project, session, document, seq });
  const part = { object, first: 0, last: 0, label };
  item.parts.push(part);
  return {
    sealed: sealFrame(item.key, label, { offset, events, ...recording }),
    place(first, last) {
      part.first = first;
      part.last = last;
    },
  };
}
