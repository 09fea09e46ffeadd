/** Heatmaps, replays and numbers: every route of the table whose function is `query`. */

import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { createControlStream } from '../shared/control-stream.ts';
import { createMembershipStore } from '../shared/http/membership-store.ts';
import { serve } from '../shared/http/serve.ts';
import { createJobStore } from '../shared/job-store.ts';
import { createBlockStore } from './block-store.ts';
import { QueryEnv } from './env.ts';
import { queryRoutes } from './query-routes.ts';
import { createRecordingStore } from './recording-store.ts';
import { createStatusStore } from './status-store.ts';
import { createTallyStore } from './tally-store.ts';
import { createUsageStore } from './usage-store.ts';

const env = z.parse(QueryEnv, process.env);

export const handler = serve(
  'query',
  queryRoutes({
    tally: createTallyStore(env.TALLY_TABLE, env.ORIGIN_SECRET),
    recordings: createRecordingStore({ recordings: env.RECORDINGS_TABLE, keys: env.KEYS_TABLE }),
    blocks: createBlockStore(env.BLOCKS_BUCKET),
    statuses: createStatusStore(env.GATE_TABLE),
    usages: createUsageStore(env.TALLY_TABLE),
    controls: createControlStream(env.STREAM_NAME),
    jobs: createJobStore(env.JOBS_TABLE),
    random: (digits) => randomBytes(digits / 2).toString('hex'),
    now: Date.now,
    version: '1',
  }),
  {
    stage: env.STAGE,
    originSecret: env.ORIGIN_SECRET,
    userPoolClientId: env.USER_POOL_CLIENT_ID,
    memberships: createMembershipStore(env.PROJECTS_TABLE),
  },
);
