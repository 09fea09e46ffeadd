/** The texts of stylesheets that a recording names by their content, for whoever decodes it. */
import { FileHash } from './kept-file.ts';
import { recordingOp } from './recording-format.ts';

/** The text that has a hash; undefined when it cannot be had. */
export type KeptText = (hash: string) => string | undefined;

/** A recording that names more is not one of ours. */
const mostSheets = 1_000;

/** The hashes that lines name, each once. */
export function sheetHashes(lines: Iterable<unknown>): Set<string> {
  const hashes = new Set<string>();
  for (const line of lines) {
    if (!Array.isArray(line) || line[0] !== recordingOp.keptCss) continue;
    const hash = FileHash.safeParse(line[3]);
    if (hash.success) hashes.add(hash.data);
  }
  return hashes;
}

export interface KeptSheets {
  /** Loads what lines name and was not loaded before; settles when it is there, or cannot be had. */
  gather(lines: Iterable<unknown>): Promise<void>;
  textOf: KeptText;
}

/** Keeps the texts that `load` gives; what it gives nothing for is asked for again when it is named again. */
export function createKeptSheets(load: (hash: string) => Promise<string | undefined>): KeptSheets {
  const texts = new Map<string, string>();
  return {
    async gather(lines) {
      const wanted = [...sheetHashes(lines)].filter((hash) => !texts.has(hash));
      await Promise.all(
        wanted.slice(0, Math.max(0, mostSheets - texts.size)).map(async (hash) => {
          const text = await load(hash);
          if (text !== undefined) texts.set(hash, text);
        }),
      );
    },
    textOf: (hash) => texts.get(hash),
  };
}
