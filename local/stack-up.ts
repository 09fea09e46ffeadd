import { buildPart } from '../tools/build.ts';
import { awsClients } from './aws-clients.ts';
import { deployStack, type Outputs } from './deploy-stack.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import type { Places } from './places.ts';
import { step } from './step.ts';
import { synth } from './synth.ts';
import { switchOnTimeToLive } from './time-to-live.ts';
import { uploadSite } from './upload-site.ts';

export interface StackUp {
  emulator: Emulator;
  outputs: Outputs;
}

export interface Surroundings {
  places: Places;
  env: NodeJS.ProcessEnv;
  /** Aborted when everything is to end. */
  signal: AbortSignal;
  /** Takes what must be ended, last first. */
  onStop: (close: () => Promise<unknown>) => void;
}

/** Emulator, builds, deployment and site: what is independent runs at the same time, each with its line. */
export async function bringUp({ places, env, signal, onStop }: Surroundings): Promise<StackUp> {
  const starting = step('emulated AWS', async (note) => {
    const strict = env.AFTERGLOW_STRICT === '1';
    const say = (line: string) => console.log(`    ${line}`);
    const emulator = await startEmulator({ places, env, strict, signal, say });
    note(`${emulator.endpoint}${strict ? ', strict' : ''}`);
    return emulator;
  });
  onStop(() =>
    starting.then(
      (emulator) => emulator.stop(),
      () => {},
    ),
  );
  return deploy(places, starting);
}

async function deploy(places: Places, starting: Promise<Emulator>): Promise<StackUp> {
  const build = (name: 'functions' | 'tracker' | 'dashboard') =>
    step(`${name} built`, async (note) => {
      if (!(await buildPart(name))) note('unchanged');
    });
  const code = Promise.all([build('functions'), build('tracker')]);
  const dashboard = code.then(() => build('dashboard'));
  const deployed = Promise.all([starting, code]).then(([emulator]) =>
    step('app deployed', async (note) => {
      const clients = awsClients(emulator.endpoint, emulator.region);
      const { outputs, how } = await deployStack(clients, await synth(places, emulator.endpoint), emulator.region);
      await switchOnTimeToLive(clients);
      note(how);
      return { emulator, outputs, clients };
    }),
  );
  const results = await Promise.allSettled([deployed, dashboard, starting, code]);
  for (const result of results) if (result.status === 'rejected') throw result.reason;
  const { emulator, outputs, clients } = await deployed;
  await step('site uploaded', async (note) => {
    const bucket = outputs.SiteBucket ?? '';
    const put = (await uploadSite(clients.s3, bucket, 'dashboard')) + (await uploadSite(clients.s3, bucket, 'tracker'));
    note(put === 0 ? 'unchanged' : `${put} files`);
  });
  return { emulator, outputs };
}
