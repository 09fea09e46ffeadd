import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { root } from './places.ts';

const cache = path.join(root, 'node_modules/.cache/afterglow');
const manifest = path.join(root, 'node_modules/@sparticuz/chromium/package.json');

/** The Chromium of the npm package, unpacked once per version, with the libraries and fonts it needs. */
export async function unpackedChromium(): Promise<{ executablePath: string; env: Record<string, string> }> {
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  const home = path.join(cache, `chromium-${version}`);
  if (!existsSync(home)) await unpack(home);
  return {
    executablePath: path.join(home, 'chromium'),
    env: {
      ...(process.env as Record<string, string>),
      LD_LIBRARY_PATH: [home, path.join(home, 'al2023/lib'), process.env.LD_LIBRARY_PATH].filter(Boolean).join(':'),
      FONTCONFIG_FILE: path.join(home, 'afterglow-fonts.conf'),
    },
  };
}

/**
 * Unpacks beside and renames, so that no process ever starts a half-written file. The package writes
 * into the temp folder and brings its libraries only inside Lambda, so it runs in a child that is told both.
 */
async function unpack(home: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const staging = await mkdtemp(path.join(cache, 'unpacking-'));
  try {
    const script = "await (await import('@sparticuz/chromium')).default.executablePath()";
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
      cwd: root,
      env: { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    });
    await writeFile(path.join(staging, 'afterglow-fonts.conf'), fontsConfig(home));
    await rename(staging, home);
  } catch (error) {
    await rm(staging, { recursive: true, force: true });
    if (!existsSync(home)) throw error;
  }
}

const fontsConfig = (home: string) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${path.join(home, 'fonts/fonts')}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${path.join(home, 'fonts-cache')}</cachedir>
</fontconfig>
`;
