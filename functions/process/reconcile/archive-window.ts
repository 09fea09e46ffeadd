/** The part of the raw archive that a recount of one project's day needs, read day of receipt by day of receipt. */
import { frameLabel } from '#contracts/stream-record.ts';
import { type ArchiveLine, archivePrefix, archiveTexts, type ErasedMark, receiptDay } from '../aggregate/archive.ts';
import { inParallel } from '../in-parallel.ts';
import { correctedTime, hourOf } from '../resolve-beacon.ts';
import type { ObjectReader } from '../stores.ts';
import type { LocalDay } from './local-day.ts';

const day = 86_400_000;
const readsAtOnce = 12;

/** A line, packed as text since a busy day has hundreds of thousands, with what has to be known of it. */
export interface ArchivedLine {
  bytes: Uint8Array;
  session: string;
  label: string;
  position: string;
  /** When it was put away (ms), the first time if it was several times. */
  at: number;
  /** Corrected times of its first and last event, ms; Infinity and -Infinity when it has none. */
  first: number;
  last: number;
  /** One of its events is of the day. */
  touches: boolean;
}

export const unpackLine = ({ bytes }: ArchivedLine): ArchiveLine =>
  JSON.parse(Buffer.from(bytes).toString()) as ArchiveLine;

/** Grows as far as it is asked to; what it has read it does not read again. */
export class ArchiveWindow {
  objects = 0;
  readonly marks: ErasedMark[] = [];
  /** Paths of the day's events, whose heatmaps are of interest. */
  readonly paths = new Set<string>();
  /** By label and position: a batch that came again was archived again. */
  private readonly byRecord = new Map<string, ArchivedLine>();
  private readonly days = new Set<string>();
  private readonly read = new Set<string>();
  private readonly archive: ObjectReader;
  private readonly project: string;
  private readonly local: LocalDay;

  constructor(archive: ObjectReader, project: string, local: LocalDay) {
    this.archive = archive;
    this.project = project;
    this.local = local;
  }

  get size(): number {
    return this.byRecord.size;
  }

  lines(): Iterable<ArchivedLine> {
    return this.byRecord.values();
  }

  /** Reads what was received from `from` to `until` (ms), as far as it is not read yet. */
  async include(from: number, until: number): Promise<void> {
    const days: string[] = [];
    for (let at = Math.floor(from / day) * day; at <= until; at += day) {
      if (!this.days.has(receiptDay(at))) days.push(receiptDay(at));
    }
    for (const one of days) this.days.add(one);
    await this.readDays(days);
  }

  /** Reads what was put into its days since. */
  async refresh(): Promise<void> {
    await this.readDays([...this.days]);
  }

  private async readDays(days: readonly string[]): Promise<void> {
    for (const one of days) {
      const entries = await this.archive.list(archivePrefix(one));
      const unread = entries.filter(({ name }) => !this.read.has(name));
      await inParallel(readsAtOnce, unread, async ({ name, at }) => {
        this.read.add(name);
        const bytes = await this.archive.get(name);
        // Gone since it was listed: who erases has put another in its place, or its time was over.
        if (!bytes) return;
        this.objects += 1;
        for (const text of archiveTexts(bytes)) this.add(text, at);
      });
    }
  }

  private add(text: string, at: number): void {
    // Most lines may be of other projects: they are not worth parsing.
    if (!text.includes(this.project)) return;
    const line = JSON.parse(text) as ArchiveLine | ErasedMark;
    if ('erased' in line) {
      if (line.project === this.project) this.marks.push(line);
      return;
    }
    const { position, envelope, events } = line;
    if (envelope.project !== this.project) return;
    const label = frameLabel({ project: envelope.project, ...envelope.header });
    const known = this.byRecord.get(`${label}/${position}`);
    if (known) {
      known.at = Math.min(known.at, at);
      return;
    }
    const one: ArchivedLine = {
      bytes: Buffer.from(text),
      session: envelope.header.session,
      label,
      position,
      at,
      first: Number.POSITIVE_INFINITY,
      last: Number.NEGATIVE_INFINITY,
      touches: false,
    };
    for (const event of events) {
      const time = correctedTime(envelope, event.at);
      one.first = Math.min(one.first, time);
      one.last = Math.max(one.last, time);
      const hour = hourOf(envelope, time);
      if (hour < this.local.start || hour >= this.local.end) continue;
      one.touches = true;
      this.paths.add(event.path);
    }
    this.byRecord.set(`${label}/${position}`, one);
  }
}
