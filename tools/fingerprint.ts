import { createHash } from 'node:crypto';
import { existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

/** One hash over the names and contents of all files that the patterns match below the repository. */
export function fingerprint(patterns: readonly string[], salt = ''): string {
  const hash = createHash('sha256').update(salt);
  const files = globSync([...patterns], { cwd: root, exclude: (name) => name === 'node_modules' });
  for (const file of files.sort()) {
    const full = path.join(root, file);
    if (!statSync(full).isFile()) continue;
    hash.update(`\0${file}\0`).update(readFileSync(full));
  }
  return hash.digest('hex');
}

/** Runs `make` unless its stamp says that it last ran on the same fingerprint and its result is still there. */
export async function onlyIfChanged(
  stamp: string,
  print: string,
  result: string,
  make: () => Promise<unknown>,
): Promise<boolean> {
  if (existsSync(result) && existsSync(stamp) && readFileSync(stamp, 'utf8') === print) return false;
  await make();
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, print);
  return true;
}
