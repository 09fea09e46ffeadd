import { existsSync, globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const source = path.join(import.meta.dirname, '../dashboard/src');
const styles = path.join(import.meta.dirname, '../node_modules/@mantine/core/styles');

/** Names that a file imports from Mantine's core. */
const importsOf = (text: string): string[] =>
  [...text.matchAll(/import \{([^}]*)\} from '@mantine\/core'/g)].flatMap(([, names = '']) =>
    names.split(',').map((name) => name.trim()),
  );

describe('styles', () => {
  it('bring the CSS of every component of Mantine that is used', () => {
    const brought = readFileSync(path.join(source, 'app/styles.ts'), 'utf8');
    const used = globSync('**/*.tsx', { cwd: source }).flatMap((file) =>
      importsOf(readFileSync(path.join(source, file), 'utf8')),
    );
    const missing = [...new Set(used)].filter(
      (name) => existsSync(path.join(styles, `${name}.css`)) && !brought.includes(`/styles/${name}.css'`),
    );

    expect(used).toContain('Button');
    expect(missing).toEqual([]);
  });
});
