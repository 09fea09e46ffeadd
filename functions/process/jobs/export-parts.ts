/** Parts of an export: NDJSON, packed and sealed; the job keeps which are written and how far that is. */
import { brotliCompressSync, constants } from 'node:zlib';
import { exportLabel } from '../../shared/export-label.ts';
import type { ExportPart } from '../../shared/job-items.ts';
import { newFrameKey, sealBytes } from '../../shared/seal.ts';
import { allWork, dropWork, type JobRun, noteWork } from './job-run.ts';

/** An answer of Lambda holds 6 MB, packed where the client can; a line is never cut. */
const partBytes = 4_000_000;
/** By the lifecycle of the class of objects. */
const keptDays = 7;
const dayMs = 86_400_000;

/**
 * How far an export is, by what it wrote last: a session, an object of the archive, or a frame by its session,
 * document and `seq`.
 */
export type ExportPlace = readonly ['sessions' | 'events', string] | readonly ['recordings', string, string, number];

/** Lines that are written together or not at all. */
export interface ExportUnit {
  lines: readonly object[];
  place: ExportPlace;
  /** More of its document follows. */
  within?: boolean;
}

/** Collects units into parts. What is not in a part that the job knows of is written again by the next call. */
export class PartWriter {
  /** Behind which the export goes on; undefined at its start. */
  readonly begun: ExportPlace | undefined;
  /** Parts that this call has written. */
  written = 0;
  private readonly run: JobRun;
  /** Who is in it, so that erasing them finds the export before it is done. */
  private readonly exported: string[];
  private readonly key: Uint8Array;
  private readonly expiresAt: number;
  private readonly parts: ExportPart[];
  private texts: string[] = [];
  private size = 0;
  private place: ExportPlace | undefined;

  private constructor(run: JobRun, exported: string[]) {
    const { download, cursor } = run.job;
    this.run = run;
    this.exported = exported;
    this.key = download?.key ?? newFrameKey();
    this.expiresAt = download?.expiresAt ?? run.now() + (keptDays - 1) * dayMs;
    this.parts = [...(download?.parts ?? [])];
    // What `keep` wrote.
    this.begun = download && cursor !== undefined ? (JSON.parse(cursor) as ExportPlace) : undefined;
    this.place = this.begun;
  }

  /** Goes on behind the parts that the job knows of; others that were begun are removed. */
  static async of(run: JobRun, exported: string[]): Promise<PartWriter> {
    const writer = new PartWriter(run, exported);
    const known = new Set(writer.parts.map(({ object }) => object));
    for (const { name } of await allWork(run, 'part')) {
      if (known.has(name)) continue;
      await run.blocks.remove(name);
      await dropWork(run, 'part', name);
    }
    return writer;
  }

  async add({ lines, place }: ExportUnit): Promise<void> {
    const texts = lines.map((line) => `${JSON.stringify(line)}\n`);
    const sizes = texts.map((text) => Buffer.byteLength(text));
    const size = sizes.reduce((sum, one) => sum + one, 0);
    if (this.size > 0 && this.size + size > partBytes) await this.keep();
    const { written } = this;
    for (const [at, text] of texts.entries()) {
      const own = sizes[at] ?? 0;
      if (this.size > 0 && this.size + own > partBytes) await this.flush();
      this.texts.push(text);
      this.size += own;
    }
    this.place = place;
    if (this.written > written) await this.keep();
  }

  /** Writes what was collected, and has the job know it. */
  async keep(): Promise<void> {
    await this.flush();
    const { key, parts, expiresAt, exported, place } = this;
    await this.run.save({
      download: { key, parts: [...parts], expiresAt },
      exported,
      ...(place ? { cursor: JSON.stringify(place) } : {}),
    });
  }

  private async flush(): Promise<void> {
    if (this.texts.length === 0) return;
    const { run, key, parts } = this;
    const bytes = Buffer.from(this.texts.join(''));
    const packed = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } });
    const object = `${keptDays}/${run.random(32)}`;
    // Noted first: who goes on finds what an earlier call left behind.
    await noteWork(run, 'part', { name: object });
    await run.blocks.write(object, sealBytes(key, exportLabel(run.job.project, run.job.id, parts.length), packed));
    parts.push({ object, bytes: bytes.byteLength });
    this.written += 1;
    this.texts = [];
    this.size = 0;
  }
}
