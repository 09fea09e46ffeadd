/** Templates of the app as each stage has it, for tests. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { App, Aspects } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { LocalAspect, localSynthesizer } from './local-aspect.ts';
import { AfterglowStack } from './stack.ts';
import { stageOf } from './stage.ts';

// Linting the template costs seconds; prod does it.
process.env.CDK_VALIDATION = 'false';

const bundles = ['ingest', 'files', 'record', 'aggregate', 'jobs', 'reconcile', 'query', 'auth', 'pre-sign-up'];
const dist = fakeBuilds();
process.once('exit', () => rmSync(dist, { recursive: true, force: true }));

/** Builds are read, not made: any bytes do. */
function fakeBuilds(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterglow-infra-'));
  const write = (name: string, text: string) => {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  };
  for (const name of bundles) write(`functions/${name}/handler.mjs`, `// ${name}`);
  const recorder = { path: '/v/1.2.3/recorder.js', integrity: 'sha384-abc' };
  const files = { path: '/v/1.2.3/files.js', integrity: 'sha384-def' };
  write('tracker/manifest.json', JSON.stringify({ recorder, files }));
  write('tracker/t.js', '');
  write('dashboard/index.html', '');
  return folder;
}

/** Puts the stack of the app's context into the app. */
export function addStack(app: App): AfterglowStack {
  const stage = stageOf(app.node, dist);
  const stack = new AfterglowStack(app, `afterglow-${stage.name}`, { stage, ...localSynthesizer(stage) });
  if (stage.name === 'local') Aspects.of(stack).add(new LocalAspect(stage));
  return stack;
}

/** The template that a CDK context gives. */
export function templateOf(context: Record<string, string>): Template {
  return Template.fromStack(addStack(new App({ context: { ...flags, ...context } })));
}

export const local = templateOf({ stage: 'local', endpoint: 'http://127.0.0.1:4566' });
export const dev = templateOf({ stage: 'dev' });
export const prod = templateOf({ stage: 'prod' });

export interface Resource<Properties> {
  Properties: Properties;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

/** Resources of a type with their logical ids; what CloudFormation says their properties are is the caller's word. */
export function resources<Properties>(template: Template, type: string): [string, Resource<Properties>][] {
  return Object.entries(template.findResources(type)) as [string, Resource<Properties>][];
}

/** The one resource of a type whose logical id begins so. */
export function resource<Properties>(template: Template, type: string, id = ''): Properties {
  const [found, ...more] = resources<Properties>(template, type).filter(([name]) => name.startsWith(id));
  if (!found || more.length > 0) throw new Error(`${more.length + (found ? 1 : 0)} resources are ${type} ${id}`);
  return found[1].Properties;
}
