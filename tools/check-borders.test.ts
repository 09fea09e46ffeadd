import { describe, expect, it } from 'vitest';
import { crossings } from './check-borders.ts';

const reasons = (file: string, source: string) => crossings(file, source).map(({ specifier }) => specifier);

describe('crossings', () => {
  it('lets a function import itself, what is shared, and contracts', () => {
    const source = `import { a } from './a.ts'; import { b } from '../shared/b.ts'; import { c } from '#contracts/c.ts';`;

    expect(reasons('functions/ingest/handler.ts', source)).toEqual([]);
  });

  it('stops a function at another function', () => {
    expect(reasons('functions/ingest/handler.ts', `import { a } from '../query/a.ts';`)).toEqual(['../query/a.ts']);
  });

  it('lets the tracker have types of contracts, and no value', () => {
    expect(reasons('tracker/src/a.ts', `import type { A } from '#contracts/beacon.ts';`)).toEqual([]);
    expect(reasons('tracker/src/a.ts', `import { A } from '#contracts/beacon.ts';`)).toEqual(['#contracts/beacon.ts']);
  });

  it('keeps AWS clients in stores', () => {
    const source = `import { S3Client } from '@aws-sdk/client-s3';`;

    expect(reasons('functions/query/overview.ts', source)).toEqual(['@aws-sdk/client-s3']);
    expect(reasons('functions/query/block-store.ts', source)).toEqual([]);
  });

  it('sees dynamic imports and re-exports', () => {
    const source = `export { a } from '../auth/a.ts'; const b = await import('../auth/b.ts');`;

    expect(reasons('functions/query/a.ts', source)).toEqual(['../auth/a.ts', '../auth/b.ts']);
  });

  it('keeps features apart', () => {
    const source = `import { x } from '../../player/components/x.tsx';`;

    expect(reasons('dashboard/src/features/recordings/components/list.tsx', source)).toEqual([
      '../../player/components/x.tsx',
    ]);
  });

  it('keeps contracts to their schema library', () => {
    expect(reasons('contracts/a.ts', `import * as z from 'zod/mini'; import { readFileSync } from 'node:fs';`)).toEqual(
      ['node:fs'],
    );
  });
});
