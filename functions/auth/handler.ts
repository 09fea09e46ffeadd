/** Accounts, projects and write keys: every route of the table whose function is `auth`. */
import * as z from 'zod/mini';
import { createMembershipStore } from '../shared/http/membership-store.ts';
import { serve } from '../shared/http/serve.ts';
import { createJobStore } from '../shared/job-store.ts';
import { accountRoutes } from './account-routes.ts';
import { AuthEnv } from './env.ts';
import { createIdentityStore } from './identity-store.ts';
import { createOwnerStore } from './owner-store.ts';
import { projectRoutes } from './project-routes.ts';
import { createProjectStore } from './project-store.ts';
import { randomDigits } from './random-id.ts';

const env = z.parse(AuthEnv, process.env);
const owners = createOwnerStore(env.PROJECTS_TABLE);
const pool = { poolId: env.USER_POOL_ID, clientId: env.USER_POOL_CLIENT_ID };
const common = { owners, stage: env.STAGE, now: () => new Date() };

export const handler = serve(
  'auth',
  {
    ...accountRoutes({ ...common, identities: createIdentityStore(pool) }),
    ...projectRoutes({
      ...common,
      projects: createProjectStore(env.PROJECTS_TABLE),
      jobs: createJobStore(env.JOBS_TABLE),
      digits: randomDigits,
      buckets: Number(env.BUCKETS),
    }),
  },
  {
    stage: env.STAGE,
    originSecret: env.ORIGIN_SECRET,
    userPoolClientId: env.USER_POOL_CLIENT_ID,
    memberships: createMembershipStore(env.PROJECTS_TABLE),
  },
);
