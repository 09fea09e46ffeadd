/** The part of the raw archive that a recount of one project needs, read day of receipt by day of receipt. */
import { type ArchiveLine, archivePrefix, type ErasedMark, readArchive, receiptDay } from '../aggregate/archive.ts';
import { inParallel } from '../in-parallel.ts';
import type { ObjectReader } from '../stores.ts';

const day = 86_400_000;
const readsAtOnce = 12;

/** A line and when it was put away (ms), the first time if it was several times. */
export interface ArchivedLine {
  line: ArchiveLine;
  at: number;
}

/** Grows as far as it is asked to; what it has read it does not read again. */
export class ArchiveWindow {
  objects = 0;
  readonly marks: ErasedMark[] = [];
  /** By label and position: a batch that came again was archived again. */
  private readonly byRecord = new Map<string, ArchivedLine>();
  private readonly days = new Set<string>();
  private readonly read = new Set<string>();
  private readonly archive: ObjectReader;
  private readonly project: string;

  constructor(archive: ObjectReader, project: string) {
    this.archive = archive;
    this.project = project;
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
        for (const line of readArchive(bytes)) this.add(line, at);
      });
    }
  }

  private add(line: ArchiveLine | ErasedMark, at: number): void {
    if ('erased' in line) {
      if (line.project === this.project) this.marks.push(line);
      return;
    }
    const { position, envelope } = line;
    if (envelope.project !== this.project) return;
    const { session, document, seq } = envelope.header;
    const id = `${session}/${document}/${seq}/${position}`;
    const known = this.byRecord.get(id);
    if (!known || at < known.at) this.byRecord.set(id, { line, at });
  }
}
