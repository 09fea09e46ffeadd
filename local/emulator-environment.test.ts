import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { emulatorEnvironment } from './emulator-environment.ts';
import { placesOf } from './places.ts';

const places = placesOf({ AFTERGLOW_STATE: 'state' });
const env = {
  PATH: '/usr/bin',
  HOME: '/home/me',
  AWS_PROFILE: 'work',
  AWS_ENDPOINT_URL: 'http://elsewhere',
  NODE_OPTIONS: '--inspect',
};

describe('emulatorEnvironment', () => {
  it('leaks nothing of the own environment into functions but what they need', () => {
    const made = emulatorEnvironment({ places, env, port: 4570, strict: false });

    expect(made).toMatchObject({ HOME: '/home/me', GATEWAY_PORT: '4570', BIND_HOST: '127.0.0.1', PERSIST_STATE: '1' });
    for (const name of ['AWS_PROFILE', 'AWS_ENDPOINT_URL', 'NODE_OPTIONS']) expect(made).not.toHaveProperty(name);
  });

  it('runs functions on the node that runs this', () => {
    const { PATH } = emulatorEnvironment({ places, env, port: 1, strict: false });

    expect(PATH?.split(path.delimiter)).toEqual([path.dirname(process.execPath), '/usr/bin']);
  });

  it('evaluates IAM only in strict mode', () => {
    expect(emulatorEnvironment({ places, env, port: 1, strict: true })).toHaveProperty('AUTH', 'true');
    expect(emulatorEnvironment({ places, env, port: 1, strict: false })).not.toHaveProperty('AUTH');
  });
});
