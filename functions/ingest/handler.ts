import * as z from 'zod/mini';
import { createDocumentClient } from '../shared/aws/document-client.ts';
import { logLine } from '../shared/http/finish-answer.ts';
import { createServerSecretStore } from '../shared/server-secret-store.ts';
import { createBeaconStream } from './beacon-stream.ts';
import { IngestEnv } from './env.ts';
import { createIngest } from './ingest.ts';
import { createProjectStore } from './project-store.ts';
import { createSessionStore } from './session-store.ts';
import { createStatusStore } from './status-store.ts';

const env = z.parse(IngestEnv, process.env);
const tables = createDocumentClient();

export const handler = createIngest({
  projects: createProjectStore(env.PROJECTS_TABLE, tables),
  sessions: createSessionStore(env.GATE_TABLE, tables),
  status: createStatusStore(env.GATE_TABLE, tables),
  stream: createBeaconStream(env.STREAM_NAME),
  serverSecret: createServerSecretStore(env.SERVER_SECRET_ARN),
  originSecret: env.ORIGIN_SECRET,
  stage: env.STAGE,
  demoAllowed: env.ALLOW_DEMO_HEADERS === '1',
  recorder: { path: env.TRACKER_RECORDER_PATH, integrity: env.TRACKER_RECORDER_INTEGRITY },
  log: logLine,
  now: Date.now,
});
