import path from 'node:path';
import { App, Aspects, Tags } from 'aws-cdk-lib';
import flags from 'aws-cdk-lib/recommended-feature-flags.json' with { type: 'json' };
import { LocalAspect, localSynthesizer } from './local-aspect.ts';
import { AfterglowStack } from './stack.ts';
import { stageOf } from './stage.ts';

const app = new App({ context: flags });
const stage = stageOf(app.node, path.join(import.meta.dirname, '../dist'));
const stack = new AfterglowStack(app, `afterglow-${stage.name}`, { stage, ...localSynthesizer(stage) });
Tags.of(stack).add('app', 'afterglow');
if (stage.name === 'local') Aspects.of(stack).add(new LocalAspect(stage));
app.synth();
