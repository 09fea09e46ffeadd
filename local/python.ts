import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The emulator, pinned; without `cryptography` it accepts no token. */
export const emulatorPackages = ['ministack==1.5.33', 'cryptography>=42'] as const;

const candidates = ['python3', 'python', 'python3.13', 'python3.12', 'python3.11', 'python3.10'];
const probe = 'import sys, venv, ensurepip; assert sys.version_info >= (3, 10); print(sys.executable)';

const advice: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'brew install python',
  linux: 'sudo apt install python3 python3-venv (or your distribution’s packages)',
  win32: 'winget install Python.Python.3.13',
};

/** A Python that can make virtual environments could not be found; the message says how to get one. */
export class PythonMissingError extends Error {
  override readonly name = 'PythonMissingError';

  constructor(platform: NodeJS.Platform) {
    super(
      'The AWS emulator needs Python 3.10 or later with its venv module, and none was found. ' +
        `Install it: ${advice[platform] ?? 'see python.org/downloads'}. Or set PYTHON to its path, ` +
        'or AWS_ENDPOINT_URL to an emulator that already runs.',
    );
  }
}

/** Path of a usable Python: PYTHON, else the first that PATH has. */
export async function findPython(env: NodeJS.ProcessEnv): Promise<string> {
  for (const name of env.PYTHON ? [env.PYTHON] : candidates) {
    try {
      return (await run(name, ['-c', probe], { env })).stdout.trim();
    } catch {
      // Absent, too old, or without venv: the next one may do.
    }
  }
  throw new PythonMissingError(process.platform);
}

/** Python of the virtual environment, which is made and filled unless it already has these packages. */
export async function emulatorPython(venv: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string> {
  const python = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  const stamp = path.join(venv, 'afterglow-packages');
  const wanted = emulatorPackages.join('\n');
  if (existsSync(python) && existsSync(stamp) && (await readFile(stamp, 'utf8')) === wanted) return python;
  await rm(venv, { recursive: true, force: true });
  const options = { env, ...(signal ? { signal } : {}) };
  await run(await findPython(env), ['-m', 'venv', venv], options);
  try {
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...emulatorPackages], options);
  } catch (error) {
    const { stderr = '' } = error as { stderr?: string };
    throw new Error(`pip could not install ${emulatorPackages.join(' and ')}: ${lastLines(stderr) || String(error)}`);
  }
  await writeFile(stamp, wanted);
  return python;
}

const lastLines = (text: string) => text.trim().split('\n').slice(-5).join('\n');
