import type { RecordingFrame, RecordingManifest } from '#contracts/recording.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { RangeFetchError } from '../../../lib/frames/range-fetch.ts';
import { planRanges, type RangeRequest } from '../../../lib/frames/range-plan.ts';
import type { OpenFrame } from '../../../lib/frames/sealed-frame.ts';
import { assemble, type CorrectedCache, type FrameResult, placeKey } from './assemble.ts';
import { type Covered, cover, missingAt } from './coverage.ts';
import { recorderGaps } from './recorder-gaps.ts';
import type { RecordingSource } from './recording-source.ts';
import {
  documentOf,
  type FailedRange,
  type Gap,
  initialState,
  keyOfLabel,
  problemsOf,
  type RecordingState,
} from './recording-state.ts';

/** So much is loaded ahead of the time that plays. */
const aheadMs = 30_000;
const parallelRanges = 4;

/**
 * Loads a recording page by page around the time that plays and puts its frames together. Listeners
 * are told whenever more of it can be shown. Past 200 lines, because all of it turns on what is loaded by now.
 */
export class RecordingStore {
  readonly #source: RecordingSource;
  readonly #listeners = new Set<() => void>();
  readonly #frames = new Map<string, RecordingFrame>();
  readonly #urls = new Map<string, string>();
  /** What opens the frames of an object, by its address, where the recording's key does not. */
  readonly #keys = new Map<string, string>();
  readonly #gaps = new Map<string, Gap>();
  readonly #results = new Map<string, FrameResult>();
  /** Opened frames whose events have to be decoded; they stay, for the case that an earlier frame turns up. */
  readonly #encoded = new Map<string, OpenFrame>();
  readonly #corrected: CorrectedCache = new Map();
  #failedRanges: FailedRange[] = [];
  #pageProblem: { around: number; message: string } | undefined;
  #covered: Covered[] = [];
  #key = '';
  #loading = false;
  #closed = false;
  #state = initialState;

  constructor(source: RecordingSource) {
    this.#source = source;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly state = (): RecordingState => this.#state;

  /** Loads the first page; call once, and again to retry after `failed`. */
  async open(): Promise<void> {
    this.#set({ status: 'loading', error: undefined });
    await this.#load(undefined);
  }

  /** Until when a tab can be shown without a break from `time` on; not later than `time` where nothing is there yet. */
  availableTo(time: number, tab: string): number {
    const part = this.#covered.find(({ from, to }) => time >= from && time < to);
    let until = part?.to ?? time;
    for (const frame of this.#frames.values()) {
      if (frame.tab === tab && frame.from < until && !this.#results.has(placeKey(frame))) until = frame.from;
    }
    return until;
  }

  /** Makes sure that what plays at `time`, and a little more, is there or on its way. */
  need(time: number): void {
    if (this.#state.status !== 'ready' || this.#loading || this.#pageProblem) return;
    const missing = missingAt(this.#covered, time, aheadMs);
    if (missing !== null && missing <= this.#state.duration) void this.#load(missing);
  }

  /** Looks for frames that came since, while the session goes on. */
  async refresh(): Promise<void> {
    if (this.#state.status === 'ready' && !this.#loading && this.#state.endedAt === null) {
      await this.#load(this.#state.duration);
    }
  }

  /** Asks again for all that failed and may be there. */
  async retry(): Promise<void> {
    const again = this.#failedRanges.filter(({ gone }) => !gone);
    this.#failedRanges = this.#failedRanges.filter(({ gone }) => gone);
    for (const { request } of again) for (const part of request.parts) this.#results.delete(keyOfLabel(part.label));
    const page = this.#pageProblem;
    this.#pageProblem = undefined;
    this.#publish();
    await this.#readAll(again.map(({ request }) => request));
    if (page) await this.#load(page.around);
  }

  close(): void {
    this.#closed = true;
    this.#listeners.clear();
    this.#source.reader.close();
  }

  async #load(around: number | undefined): Promise<void> {
    this.#loading = true;
    try {
      const manifest = await this.#source.fetchManifest(around);
      if (this.#closed) return;
      await this.#readAll(this.#take(manifest, around));
    } catch (error) {
      if (this.#closed) return;
      if (this.#state.status !== 'ready') this.#set({ status: 'failed', error });
      else {
        this.#pageProblem = { around: around ?? 0, message: error instanceof Error ? error.message : String(error) };
        this.#publish();
      }
    } finally {
      this.#loading = false;
    }
  }

  /** Merges a page of the manifest and plans the requests for its new frames. */
  #take(manifest: RecordingManifest, around: number | undefined): RangeRequest[] {
    this.#key = manifest.key;
    for (const { id, url, key } of manifest.objects) {
      this.#urls.set(id, url);
      if (key !== undefined) this.#keys.set(url, key);
    }
    for (const gap of manifest.gaps) this.#gaps.set(`${gap.document} ${gap.from} ${gap.to} ${gap.reason}`, gap);
    const fresh: RecordingFrame[] = [];
    for (const frame of manifest.frames) {
      const key = placeKey(frame);
      if (this.#frames.has(key)) continue;
      this.#frames.set(key, frame);
      fresh.push(frame);
    }
    const from = manifest.before === null ? 0 : (around ?? 0);
    // A page covers at least the moment it was asked for: else the same page would be asked for without end.
    const to = Math.max(manifest.after ?? Number.POSITIVE_INFINITY, (around ?? 0) + 1);
    this.#covered = cover(this.#covered, { from, to });
    const startedAt = Date.parse(manifest.startedAt);
    const endedAt = manifest.endedAt === null ? null : Date.parse(manifest.endedAt);
    const ends = [...manifest.tabs, ...this.#frames.values()].map(({ to }) => to);
    const duration = Math.max(0, endedAt === null ? 0 : endedAt - startedAt, ...ends);
    this.#state = { ...this.#state, status: 'ready', startedAt, endedAt, duration, tabs: manifest.tabs };
    this.#publish();
    const { project, session } = this.#source;
    return planRanges(
      fresh
        .sort((a, b) => a.from - b.from)
        .map((frame) => ({
          url: this.#urls.get(frame.object) ?? `/b/${frame.object}`,
          first: frame.range[0],
          last: frame.range[1],
          label: frameLabel({ project, session, document: frame.document, seq: frame.seq }),
        })),
    );
  }

  async #readAll(requests: RangeRequest[]): Promise<void> {
    const queue = [...requests];
    const work = async () => {
      for (let request = queue.shift(); request && !this.#closed; request = queue.shift()) await this.#read(request);
    };
    await Promise.all(Array.from({ length: parallelRanges }, work));
  }

  async #read(request: RangeRequest): Promise<void> {
    try {
      for (const result of await this.#source.reader.read(this.#keys.get(request.url) ?? this.#key, request)) {
        const key = keyOfLabel(result.label);
        if ('reason' in result) this.#results.set(key, { reason: result.reason });
        else if (result.frame.encoded) this.#encoded.set(key, result.frame);
        else this.#results.set(key, { open: result.frame });
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      const gone = error instanceof RangeFetchError && error.gone;
      this.#failedRanges.push({ request, message, gone });
      for (const part of request.parts) this.#results.set(keyOfLabel(part.label), { reason: message });
    }
    const documents = new Set(request.parts.map(({ label }) => documentOf(keyOfLabel(label))));
    for (const document of documents) await this.#decode(document);
    this.#publish();
  }

  /** Has the frames of a document decoded up to the first that is still on its way: they have a meaning only in order. */
  async #decode(document: string): Promise<void> {
    const frames = [...this.#frames].filter(([key]) => documentOf(key) === document);
    frames.sort(([, one], [, other]) => one.seq - other.seq);
    const labels: string[] = [];
    let whole = true;
    for (const [key, { seq }] of frames) {
      const result = this.#results.get(key);
      whole = result !== undefined || this.#encoded.has(key);
      if (!whole) break;
      if (!result || 'open' in result) labels.push(frameLabel({ ...this.#source, document, seq }));
    }
    if (!labels.some((label) => this.#encoded.has(keyOfLabel(label)))) return;
    const ended = whole && this.#state.endedAt !== null;
    try {
      for (const { label, events, damage } of await this.#source.reader.decode(labels, { ended })) {
        const key = keyOfLabel(label);
        const frame = this.#encoded.get(key);
        if (frame) this.#results.set(key, { open: { ...frame, events }, ...(damage !== undefined && { damage }) });
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      for (const label of labels) this.#results.set(keyOfLabel(label), { reason });
    }
  }

  #publish(): void {
    if (this.#closed) return;
    const { streams, timeline, lost, strays } = assemble([...this.#frames.values()], this.#results, {
      startedAt: this.#state.startedAt,
      fromTheStart: this.#covered.length === 1 && this.#covered[0]?.from === 0,
      cache: this.#corrected,
    });
    this.#set({
      streams,
      timeline,
      strays,
      gaps: [
        ...this.#gaps.values(),
        ...lost.map((frame) => ({ ...frame, reason: 'missing' as const })),
        ...[...streams].flatMap(([tab, stream]) => recorderGaps(stream, tab, this.#state.startedAt)),
      ],
      problems: problemsOf(lost, this.#results, this.#failedRanges, this.#pageProblem?.message),
      frames: this.#frames.size,
      settled: this.#results.size,
    });
  }

  #set(change: Partial<RecordingState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }
}
