import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The repository. */
export const root = path.join(import.meta.dirname, '..');

export interface Places {
  /** Everything that one copy of Afterglow keeps on this machine. */
  state: string;
  /** Python's virtual environment of the emulator. */
  venv: string;
  /** What the emulator persists. */
  aws: string;
  /** Temp folder of the emulator and of functions. */
  run: string;
  /** Present from the emulator's start until its graceful stop. */
  marker: string;
  /** The emulator's port, kept from start to start. */
  port: string;
  emulatorLog: string;
  /** Synthesized template and assets. */
  assembly: string;
  ready: string;
  /** Who works on the state folder. */
  owner: string;
  demoPassword: string;
  /** The project that demo visits were filled in for. */
  backfilled: string;
}

/** Where things are kept: `AFTERGLOW_STATE`, default `.local` in the repository. */
export function placesOf(env: NodeJS.ProcessEnv): Places {
  const state = path.resolve(root, env.AFTERGLOW_STATE || '.local');
  const at = (name: string) => path.join(state, name);
  return {
    state,
    venv: env.AFTERGLOW_VENV ? path.resolve(root, env.AFTERGLOW_VENV) : at('venv'),
    aws: at('aws'),
    run: at('run'),
    marker: at('emulator.json'),
    port: at('emulator-port'),
    emulatorLog: at('emulator.log'),
    assembly: at('cdk.out'),
    ready: at('ready.json'),
    owner: at('owner'),
    demoPassword: at('demo-password'),
    backfilled: at('backfilled'),
  };
}

/** Makes the folders that others expect. */
export function makePlaces(places: Places): void {
  for (const folder of [places.state, places.aws, places.run]) mkdirSync(folder, { recursive: true });
  // The emulator's workers are CommonJS; below the repository they would inherit its "type": "module".
  writeFileSync(path.join(places.run, 'package.json'), '{ "type": "commonjs" }\n');
}
