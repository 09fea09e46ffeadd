import { createDocumentClient } from '../shared/aws/document-client.ts';
import { logLine } from '../shared/http/finish-answer.ts';
import { createDailySecretStore } from '../shared/limits/daily-secret-store.ts';
import { createGuessLimit } from '../shared/limits/guess-limit.ts';
import { createLeaseStore } from '../shared/limits/lease-store.ts';
import { limitsAddresses } from '../shared/limits/limited-address.ts';
import { reportOpenLimiter } from '../shared/limits/report-open-limiter.ts';
import { createServerSecretStore } from '../shared/server-secret-store.ts';
import { checkerOf } from '../shared/shape/check-shape.ts';
import { createWriteKeyStore } from '../shared/write-key-store.ts';
import { createAnonymousVisits } from './anonymous-visits.ts';
import { createBeaconStream } from './beacon-stream.ts';
import { createDoctorStore } from './doctor-store.ts';
import type { IngestEnv } from './env.ts';
import { createForgottenStore } from './forgotten-store.ts';
import { createIngest } from './ingest.ts';
import { envShape } from './ingest-shapes.ts';
import { createQuotaStore } from './quota-store.ts';
import { createQuotas } from './quotas.ts';
import { createRateLimit } from './rate-limit.ts';
import { createSessionStore } from './session-store.ts';
import { createStatusStore } from './status-store.ts';

const checked = checkerOf<IngestEnv>(envShape).check(process.env);
if (!checked.ok) throw new Error(`environment variable ${checked.place}: ${checked.message}; deploy again`);
const env = checked.value;
const tables = createDocumentClient();

const report = (message: string) => reportOpenLimiter(env.STAGE, message);
const limiter = {
  store: createLeaseStore(env.GATE_TABLE, tables),
  onFailure: report('the limiter has no store; everything is let through'),
};

export const handler = createIngest({
  projects: createWriteKeyStore(env.PROJECTS_TABLE, tables),
  doctor: createDoctorStore(env.GATE_TABLE, tables),
  anonymousVisits: createAnonymousVisits(env.DAILY_TABLE, tables),
  sessions: createSessionStore(env.GATE_TABLE, tables),
  forgotten: createForgottenStore(
    env.TALLY_TABLE,
    tables,
    report('tombstones cannot be read; nobody is told to begin anew'),
  ),
  status: createStatusStore(env.GATE_TABLE, tables),
  rates: createRateLimit(limiter),
  guesses: createGuessLimit(limiter),
  quotas: createQuotas({
    usage: createQuotaStore(env.TALLY_TABLE, tables),
    onFailure: report('quotas cannot be read; nothing is refused for them'),
  }),
  dailySecret: createDailySecretStore(env.DAILY_TABLE, tables),
  limitsAddresses: limitsAddresses(env),
  stream: createBeaconStream(env.STREAM_NAME),
  serverSecret: createServerSecretStore(env.SERVER_SECRET_ARN),
  originSecret: env.ORIGIN_SECRET,
  stage: env.STAGE,
  demoAllowed: env.ALLOW_DEMO_HEADERS === '1',
  recorder: { path: env.TRACKER_RECORDER_PATH, integrity: env.TRACKER_RECORDER_INTEGRITY },
  files: { path: env.TRACKER_FILES_PATH, integrity: env.TRACKER_FILES_INTEGRITY },
  log: logLine,
  now: Date.now,
});
