/** `npm run deploy -- --stage NAME`: builds what changed, deploys the app into an AWS account, prints its address. */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

const root = path.join(import.meta.dirname, '..');
const cli = createRequire(import.meta.url).resolve('aws-cdk/bin/cdk');
const stages = ['dev', 'prod'];

/** What `cdk deploy` is given; everything that is not ours is passed on, as `-c streamMode=on-demand` or `--profile NAME`. */
export function cdkArguments(args: string[], outputs: string, interactive: boolean): { stage: string; cdk: string[] } {
  const { tokens } = parseArgs({ args, strict: false, tokens: true, options: { stage: { type: 'string' } } });
  const own = tokens.find((token) => token.kind === 'option' && token.name === 'stage');
  const stage = own?.kind === 'option' ? own.value : undefined;
  if (!own || !stage || !stages.includes(stage)) {
    const hint = stage === 'local' ? 'Stage local is what npm start runs. ' : '';
    throw new Error(`${hint}Say which stage: npm run deploy -- --stage ${stages.join(' | --stage ')}`);
  }
  const inline = own.kind === 'option' && own.inlineValue;
  const passed = args.toSpliced(own.index, inline ? 1 : 2);
  const approval = passed.includes('--require-approval')
    ? []
    : ['--require-approval', interactive ? 'broadening' : 'never'];
  return { stage, cdk: ['deploy', '-c', `stage=${stage}`, '--outputs-file', outputs, ...approval, ...passed] };
}

async function run(): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'afterglow-deploy-'));
  try {
    const outputs = path.join(folder, 'outputs.json');
    const { stage, cdk } = cdkArguments(process.argv.slice(2), outputs, process.stdin.isTTY === true);
    const child = spawn(process.execPath, [cli, ...cdk], { cwd: root, stdio: 'inherit' });
    const code = await new Promise<number>((resolve) => child.once('exit', (status) => resolve(status ?? 1)));
    if (code !== 0) {
      console.error('\nNot deployed. An account and region that never saw CDK needs `npx cdk bootstrap` once.');
      return code;
    }
    const all = JSON.parse(await readFile(outputs, 'utf8')) as Record<string, Record<string, string>>;
    console.log(`\nAfterglow is deployed: ${all[`afterglow-${stage}`]?.Url}`);
    console.log('Open it and sign up: the first user owns this installation.');
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  try {
    process.exitCode = await run();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
