import { buildPart, type PartName } from '../tools/build.ts';
import { type AwsClients, awsClients } from './aws-clients.ts';
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
  const deploying = deployApp(places, starting);
  const [deployed, built] = await Promise.allSettled([deploying, buildStep('dashboard')]);
  if (deployed.status === 'rejected') throw deployed.reason;
  if (built.status === 'rejected') throw built.reason;
  await uploadStep(deployed.value.clients, deployed.value.outputs, 'dashboard');
  return deployed.value;
}

/** Builds functions and tracker, and deploys the app with them. */
export async function deployApp(
  places: Places,
  starting: Promise<Emulator>,
): Promise<StackUp & { clients: AwsClients }> {
  const [started, ...built] = await Promise.allSettled([starting, buildStep('functions'), buildStep('tracker')]);
  if (started.status === 'rejected') throw started.reason;
  for (const part of built) if (part.status === 'rejected') throw part.reason;
  const emulator = started.value;
  const { endpoint, region } = emulator;
  const clients = awsClients(endpoint, region);
  const outputs = await step('app deployed', async (note) => {
    const deployed = await deployStack(clients, await synth(places, endpoint), region);
    await switchOnTimeToLive(clients);
    note(deployed.how);
    return deployed.outputs;
  });
  await uploadStep(clients, outputs, 'tracker');
  return { emulator, outputs, clients };
}

function buildStep(name: PartName): Promise<void> {
  return step(`${name} built`, async (note) => {
    if (!(await buildPart(name))) note('unchanged');
  });
}

function uploadStep({ s3 }: AwsClients, outputs: Outputs, folder: 'dashboard' | 'tracker'): Promise<void> {
  return step(`${folder} uploaded`, async (note) => {
    const put = await uploadSite(s3, outputs.SiteBucket ?? '', folder);
    note(put === 0 ? 'unchanged' : `${put} files`);
  });
}
