import path from 'node:path';
import type { Places } from './places.ts';

interface Settings {
  places: Places;
  env: NodeJS.ProcessEnv;
  port: number;
  /** IAM, bucket policies, CORS, codes and sign-out are enforced. */
  strict: boolean;
}

/** Of the own environment: everything the emulator has leaks into functions, so it gets little. */
const inherited = ['HOME', 'LANG', 'SYSTEMROOT', 'USER'];

/** The whole environment of a MiniStack that keeps its state and listens on 127.0.0.1. */
export function emulatorEnvironment({ places, env, port, strict }: Settings): Record<string, string> {
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
    // Over http: with USE_SSL its gateway asks itself for the token keys by http, and refuses every token.
    ...(strict ? { AUTH: 'true' } : {}),
  };
}
