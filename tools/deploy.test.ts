import { describe, expect, it } from 'vitest';
import { cdkArguments } from './deploy.ts';

describe('cdkArguments', () => {
  it('deploys the stage, and passes on what it does not know', () => {
    const { stage, cdk } = cdkArguments(
      ['--stage', 'prod', '-c', 'streamMode=on-demand', '--profile', 'me'],
      'out',
      false,
    );

    expect(stage).toBe('prod');
    expect(cdk).toEqual([
      ...['deploy', '-c', 'stage=prod', '--outputs-file', 'out', '--require-approval', 'never'],
      ...['-c', 'streamMode=on-demand', '--profile', 'me'],
    ]);
  });

  it('takes --stage=NAME too, and asks before it widens permissions where somebody can answer', () => {
    const { cdk } = cdkArguments(['--stage=dev'], 'out', true);

    expect(cdk).toEqual(['deploy', '-c', 'stage=dev', '--outputs-file', 'out', '--require-approval', 'broadening']);
  });

  it.each([[[]], [['--stage', 'staging']], [['--stage']]])('says which stages there are for %j', (args) => {
    expect(() => cdkArguments(args, 'out', false)).toThrow('--stage dev | --stage prod');
  });

  it('points local to npm start', () => {
    expect(() => cdkArguments(['--stage', 'local'], 'out', false)).toThrow('npm start');
  });
});
