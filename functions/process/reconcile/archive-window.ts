/** The part of the raw archive that a recount of one project's day needs, read day of receipt by day of receipt. */
import { frameLabel } from '#contracts/stream-record.ts';
import { dayStart } from '../../shared/zone.ts';
import { type ArchiveLine, type ErasedMark, receiptDay } from '../aggregate/archive.ts';
import { correctedTime, hourOf } from '../resolve-beacon.ts';
import type { ObjectReader } from '../stores.ts';
import type { LocalDay } from './local-day.ts';
import { readReceiptDay } from './receipt-day.ts';

const day = 86_400_000;

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
  /** One of its events counts in the day: in an hour of it, or on a heatmap of a day that begins in it. */
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
    const { archive, project, read } = this;
    for (const one of days) {
      this.objects += await readReceiptDay({ archive, project, day: one, read }, (line, text, at) => {
        if ('erased' in line) this.marks.push(line);
        else this.add(line, text, at);
      });
    }
  }

  private add({ position, envelope, events }: ArchiveLine, text: string, at: number): void {
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
      // Where the project's zone was changed, a day of the old one reaches past the end of this.
      if (!this.covers(hour) && !this.covers(dayStart(hour, envelope.settings.timeZone))) continue;
      one.touches = true;
      this.paths.add(event.path);
    }
    this.byRecord.set(`${label}/${position}`, one);
  }

  private covers(at: number): boolean {
    return at >= this.local.start && at < this.local.end;
  }
}
