/** Runs schemathesis, which makes calls up from the served OpenAPI document, in the Python that the emulator has. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { emulatorPython } from '../local/python.ts';

const run = promisify(execFile);
const version = '4.32.5';
const root = path.join(import.meta.dirname, '..');

/** No 5xx, and no answer that the document does not promise. */
const checks = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance';

/** Its command, installed beside the emulator unless it is there already. */
export async function schemathesis(): Promise<string> {
  const venv = process.env.AFTERGLOW_VENV ?? path.join(root, '.local/venv');
  const python = await emulatorPython(venv, process.env);
  const installed = await run(python, ['-c', 'import importlib.metadata as m; print(m.version("schemathesis"))']).then(
    ({ stdout }) => stdout.trim() === version,
    () => false,
  );
  if (!installed) {
    await run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `schemathesis==${version}`]);
  }
  return path.join(path.dirname(python), process.platform === 'win32' ? 'schemathesis.exe' : 'schemathesis');
}

export interface FuzzOptions {
  api: string;
  /** Access token; none: calls without one. */
  token?: string | undefined;
  /** Values that exist, by the name of the parameter. */
  known: Record<string, string>;
  phases: string;
  /** Calls made up for each operation. */
  examples: number;
  seed: number;
  /** Paths or methods that are left alone, as options of its own. */
  without: string[];
}

/** A fault of some Pythons at parsing, which stops the tool itself; nothing was asked. */
const pythonFault = 'SystemError: AST constructor recursion depth mismatch';

/** Its report; rejects with it where a call failed. */
export async function fuzzApi(command: string, options: FuzzOptions): Promise<string> {
  for (let tries = 1; ; tries += 1) {
    const { report, passed } = await once(command, { ...options, seed: options.seed + tries - 1 });
    if (passed) return report;
    // Addresses that it made too long are no use in a report.
    const short = report.replace(/^(.{400}).*$/gm, '$1…');
    if (tries === 4 || report.includes('❌') || !report.includes(pythonFault)) throw new Error(short);
  }
}

async function once(command: string, options: FuzzOptions): Promise<{ report: string; passed: boolean }> {
  const { api, token, known, phases, examples, seed, without } = options;
  const names = Object.entries(known).map(([name, value]) => [`AFTERGLOW_${name.toUpperCase()}`, value]);
  // One worker: what makes values up is not safe in threads.
  const parameters = [
    ...['run', `${api}/api/openapi.json`, '--url', api, '--checks', checks, '--phases', phases],
    ...[
      '--max-examples',
      String(examples),
      '--seed',
      String(seed),
      '--workers',
      '1',
      '--no-shrink',
      '--warnings',
      'off',
    ],
    ...(token ? ['--header', `Authorization: Bearer ${token}`] : []),
    ...without,
  ];
  const env = {
    ...process.env,
    ...Object.fromEntries(names),
    SCHEMATHESIS_HOOKS: path.join(import.meta.dirname, 'schemathesis_hooks.py'),
    // It keeps examples between runs in the folder it stands in.
    HYPOTHESIS_STORAGE_DIRECTORY: path.join(path.dirname(path.dirname(command)), 'hypothesis'),
  };
  const cwd = path.dirname(path.dirname(command));
  try {
    const { stdout } = await run(command, parameters, { env, cwd, maxBuffer: 1e8 });
    return { report: stdout, passed: true };
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return { report: `${stdout}\n${stderr}`, passed: false };
  }
}
