import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { fingerprint, onlyIfChanged } from '../tools/fingerprint.ts';
import { type Places, root } from './places.ts';

export const stackName = 'afterglow-local';

export interface Asset {
  key: string;
  /** Absolute path of a file, or of a folder to be zipped. */
  source: string;
  zip: boolean;
}

export interface Assembly {
  template: string;
  /** What the template names in the bucket of assets. */
  assets: Asset[];
}

interface AssetManifest {
  files: Record<
    string,
    { source: { path: string; packaging: 'zip' | 'file' }; destinations: Record<string, { objectKey: string }> }
  >;
}

/** The app at stage `local` as a template; synthesized again only when something that goes into it changed. */
export async function synth(places: Places, endpoint: string): Promise<Assembly> {
  const at = (name: string) => path.join(places.assembly, name);
  const print = fingerprint(
    ['infra/*.ts', 'contracts/*.ts', 'dist/functions/**', 'dist/tracker/manifest.json', 'package-lock.json'],
    endpoint,
  );
  await onlyIfChanged(at('fingerprint'), print, at(`${stackName}.template.json`), () =>
    promisify(execFile)(process.execPath, ['infra/app.ts'], {
      cwd: root,
      env: {
        ...process.env,
        CDK_OUTDIR: places.assembly,
        CDK_CONTEXT_JSON: JSON.stringify({ stage: 'local', endpoint }),
        // Linting the template costs seconds; tests and prod do it.
        CDK_VALIDATION: 'false',
      },
    }),
  );
  const { files } = JSON.parse(await readFile(at(`${stackName}.assets.json`), 'utf8')) as AssetManifest;
  const assets = Object.values(files).map(({ source, destinations }) => {
    const [destination] = Object.values(destinations);
    if (!destination) throw new Error(`Asset ${source.path} has no destination`);
    return { key: destination.objectKey, source: at(source.path), zip: source.packaging === 'zip' };
  });
  return { template: await readFile(at(`${stackName}.template.json`), 'utf8'), assets };
}
