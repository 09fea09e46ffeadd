/** Lines of the raw archive: which are wanted, and an object without them. */
import { type ArchiveLine, type ErasedMark, erasedMark, LinePacker, readArchive } from '../aggregate/archive.ts';

/** Whose lines are looked for within a project; with `before` (ms) every line received earlier. */
export interface Wanted {
  project: string;
  everything?: true;
  before?: number;
  sessions: ReadonlySet<string>;
  visitors: ReadonlySet<string>;
  users: ReadonlySet<string>;
}

const nobody: ReadonlySet<string> = new Set();
/** All lines of a project, or those that were received before a time (ms). */
export const wantedOfProject = (project: string, before?: number): Wanted => ({
  project,
  ...(before === undefined ? { everything: true } : { before }),
  sessions: nobody,
  visitors: nobody,
  users: nobody,
});

function isWanted(line: ArchiveLine | ErasedMark, wanted: Wanted): line is ArchiveLine {
  if ('erased' in line || line.envelope.project !== wanted.project) return false;
  const { envelope, events } = line;
  if (wanted.everything) return true;
  if (wanted.before !== undefined && envelope.receivedAt < wanted.before) return true;
  const { session, visitor } = envelope.header;
  if (wanted.sessions.has(session) || wanted.visitors.has(visitor)) return true;
  return wanted.users.size > 0 && events.some((event) => event.kind === 'identify' && wanted.users.has(event.id));
}

/** Lines of an object that are wanted. */
export function wantedLines(object: Uint8Array, wanted: Wanted): ArchiveLine[] {
  const found: ArchiveLine[] = [];
  for (const line of readArchive(object)) if (isWanted(line, wanted)) found.push(line);
  return found;
}

/**
 * The object without the wanted lines; `bytes` is undefined where nothing is left. `marking` leaves a mark
 * where a line stood, since its numbers stay; else it is as if the line had never been, and marks go too.
 */
export function withoutLines(
  object: Uint8Array,
  wanted: Wanted,
  marking: boolean,
): { dropped: number; bytes: Uint8Array | undefined } {
  const kept = new LinePacker();
  let dropped = 0;
  for (const line of readArchive(object)) {
    if (isWanted(line, wanted)) {
      dropped += 1;
      if (marking) kept.add(erasedMark(line));
    } else if (marking || !isMarkOf(line, wanted)) kept.add(line);
    else dropped += 1;
  }
  const bytes = kept.finish();
  return { dropped, bytes: bytes.byteLength > 0 ? bytes : undefined };
}

function isMarkOf(line: ArchiveLine | ErasedMark, { project, everything, before = 0 }: Wanted): boolean {
  if (!('erased' in line) || line.project !== project) return false;
  return everything === true || Math.max(0, ...line.hours) < before - 86_400_000;
}
