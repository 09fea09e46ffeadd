import * as z from 'zod/mini';
import { createDocumentClient } from '../shared/aws/document-client.ts';
import { logLine } from '../shared/http/finish-answer.ts';
import { createWriteKeyStore } from '../shared/write-key-store.ts';
import { FilesEnv } from './env.ts';
import { createFileStore } from './file-store.ts';
import { createKnownFileStore } from './known-file-store.ts';
import { serveFiles } from './serve-files.ts';

const env = z.parse(FilesEnv, process.env);

export const handler = serveFiles({
  projects: createWriteKeyStore(env.PROJECTS_TABLE, createDocumentClient()),
  known: createKnownFileStore(env.GATE_TABLE),
  files: createFileStore(env.FILES_BUCKET),
  originSecret: env.ORIGIN_SECRET,
  log: logLine,
  now: Date.now,
});
