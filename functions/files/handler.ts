import * as z from 'zod/mini';
import { createDocumentClient } from '../shared/aws/document-client.ts';
import { logLine } from '../shared/http/finish-answer.ts';
import { createDailySecretStore } from '../shared/limits/daily-secret-store.ts';
import { createGuessLimit } from '../shared/limits/guess-limit.ts';
import { createLeaseStore } from '../shared/limits/lease-store.ts';
import { limitsAddresses } from '../shared/limits/limited-address.ts';
import { reportOpenLimiter } from '../shared/limits/report-open-limiter.ts';
import { createWriteKeyStore } from '../shared/write-key-store.ts';
import { FilesEnv } from './env.ts';
import { createFileStore } from './file-store.ts';
import { createKnownFileStore } from './known-file-store.ts';
import { serveFiles } from './serve-files.ts';

const env = z.parse(FilesEnv, process.env);
const tables = createDocumentClient();

export const handler = serveFiles({
  projects: createWriteKeyStore(env.PROJECTS_TABLE, tables),
  guesses: createGuessLimit({
    store: createLeaseStore(env.GATE_TABLE, tables),
    onFailure: reportOpenLimiter(env.STAGE, 'the limiter has no store; any key may be tried'),
  }),
  dailySecret: createDailySecretStore(env.DAILY_TABLE, tables),
  limitsAddresses: limitsAddresses(env),
  known: createKnownFileStore(env.GATE_TABLE),
  files: createFileStore(env.FILES_BUCKET),
  originSecret: env.ORIGIN_SECRET,
  log: logLine,
  now: Date.now,
});
