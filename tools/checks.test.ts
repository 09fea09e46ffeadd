import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkBorders } from './check-borders.ts';

const root = path.join(import.meta.dirname, '..');

/** What a tool of node_modules/.bin prints when it finds something, or '' when it exits 0. */
function complaints(tool: string, ...args: string[]): string {
  const run = spawnSync(path.join(root, 'node_modules/.bin', tool), args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, PATH: `${path.join(root, 'node_modules/.bin')}${path.delimiter}${process.env.PATH}` },
  });
  if (run.error) throw run.error;
  return run.status === 0 ? '' : `${run.stdout}\n${run.stderr}`;
}

describe('the source', () => {
  it('is formatted and passes the linter', () => {
    expect(complaints('biome', 'ci', '--colors=off', '--max-diagnostics=50')).toBe('');
  });

  it('typechecks', () => {
    expect(complaints('tsc', '-b')).toBe('');
  });

  it('stays inside the borders between folders', () => {
    expect(checkBorders(root)).toEqual([]);
  });

  it('has no unused file, export or dependency', () => {
    expect(complaints('knip', '--no-progress')).toBe('');
  });
});
