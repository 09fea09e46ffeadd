import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import type { Places } from './places.ts';

interface Settings {
  places: Places;
  env: NodeJS.ProcessEnv;
  port: number;
  /** Certificate file; given, the emulator is strict. */
  ca?: string;
}

/** Of the own environment: everything the emulator has leaks into functions, so it gets little. */
const inherited = ['HOME', 'LANG', 'SYSTEMROOT', 'USER'];

/** The whole environment of a MiniStack that keeps its state and listens on 127.0.0.1. */
export function emulatorEnvironment({ places, env, port, ca }: Settings): Record<string, string> {
  const kept = Object.fromEntries(inherited.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
  return {
    ...kept,
    // Functions run on the `node` of PATH: this one.
    PATH: [path.dirname(process.execPath), env.PATH].filter(Boolean).join(path.delimiter),
    TMPDIR: places.run,
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    IOT_MTLS_ENABLED: '0',
    SFTP_ENABLED: '0',
    LAMBDA_EXECUTOR: 'local',
    LAMBDA_WARM_TTL_SECONDS: '60',
    COGNITO_EMAIL_ENABLED: 'true',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    STATE_DIR: places.aws,
    PERSIST_STATE: '1',
    S3_PERSIST: '1',
    S3_DATA_DIR: path.join(places.aws, 's3'),
    ...(ca ? { AUTH: 'true', USE_SSL: '1', NODE_EXTRA_CA_CERTS: ca } : {}),
  };
}

/** Makes the emulator's own certificate before its first start, trusts it in this process, and says where it is. */
export async function makeCertificate(python: string, places: Places): Promise<string> {
  const script = 'from ministack.core import tls; print(tls.resolve_tls_material()[0])';
  const env = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', TMPDIR: places.run, USE_SSL: '1' };
  const { stdout } = await promisify(execFile)(python, ['-c', script], { env });
  const file = stdout.trim().split('\n').at(-1) ?? '';
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), await readFile(file, 'utf8')]);
  return file;
}
