/** Writes what a bench measured into its part of docs/performance.md. */
import { readFile, writeFile } from 'node:fs/promises';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';

/** Date, versions and machine, in one line; `versions` by name. */
export function setting(now: Date, versions: Readonly<Record<string, string>>): string {
  const [cpu] = cpus();
  const machine = `${cpus().length} cores (${cpu?.model.trim() || 'unknown model'}), ${Math.round(totalmem() / 2 ** 30)} GB`;
  const told = Object.entries({ Node: process.versions.node, ...versions }).map(
    ([name, version]) => `${name} ${version}`,
  );
  return `Measured on ${now.toISOString().slice(0, 10)} on ${machine}, with ${told.join(', ')}.`;
}

/** The document with what stands between the marks of a part replaced; throws where the marks are missing. */
export function withPart(document: string, part: string, text: string): string {
  const [open, close] = [`<!-- ${part} -->`, `<!-- /${part} -->`];
  const [from, to] = [document.indexOf(open), document.indexOf(close)];
  if (from < 0 || to < from) throw new Error(`docs/performance.md has no part between ${open} and ${close}`);
  return `${document.slice(0, from + open.length)}\n\n${text.trim()}\n\n${document.slice(to)}`;
}

/** Prints a report, and with `--write` puts it into docs/performance.md. */
export async function report(part: string, text: string, write: boolean): Promise<void> {
  console.log(text);
  if (!write) return;
  const file = new URL('../docs/performance.md', import.meta.url);
  await writeFile(file, withPart(await readFile(file, 'utf8'), part, text));
}

/** Options of a bench as given after `--`; those that are lists are separated by commas. */
export function benchOptions<Name extends string>(
  names: readonly Name[],
): Partial<Record<Name, string>> & { write: boolean } {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values } = parseArgs({ options: { ...options, write: { type: 'boolean', default: false } } });
  return values as Partial<Record<Name, string>> & { write: boolean };
}

/** The named ones of a list, or all; throws for a name that is not there. */
export function chosen<Name extends string>(given: string | undefined, all: readonly Name[]): Name[] {
  if (given === undefined) return [...all];
  return given.split(',').map((name) => {
    const found = all.find((one) => one === name.trim());
    if (!found) throw new Error(`there is no "${name}"; there are: ${all.join(', ')}`);
    return found;
  });
}
