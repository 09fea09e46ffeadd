/** What one day of receipt has in the raw archive of one project. */
import { type ArchiveLine, archivePrefix, archiveTexts, type ErasedMark } from '../aggregate/archive.ts';
import { inParallel } from '../in-parallel.ts';
import type { ObjectReader } from '../stores.ts';

const readsAtOnce = 12;

export interface ReceiptDay {
  archive: ObjectReader;
  project: string;
  /** UTC, `2026-11-25`. */
  day: string;
  /** Names of objects that are not read again; what is read is put in. */
  read: Set<string>;
}

/** Gives every line to `take`, in no order, with its text and when its object was put away (ms); resolves to how many objects were read. */
export async function readReceiptDay(
  { archive, project, day, read }: ReceiptDay,
  take: (line: ArchiveLine | ErasedMark, text: string, at: number) => void,
): Promise<number> {
  const entries = await archive.list(archivePrefix(day));
  let objects = 0;
  await inParallel(
    readsAtOnce,
    entries.filter(({ name }) => !read.has(name)),
    async ({ name, at }) => {
      read.add(name);
      const bytes = await archive.get(name);
      // Gone since it was listed: who erases has put another in its place, or its time was over.
      if (!bytes) return;
      objects += 1;
      for (const text of archiveTexts(bytes)) {
        // Most lines may be of other projects: they are not worth parsing.
        if (!text.includes(project)) continue;
        const line = JSON.parse(text) as ArchiveLine | ErasedMark;
        if (('erased' in line ? line.project : line.envelope.project) === project) take(line, text, at);
      }
    },
  );
  return objects;
}
