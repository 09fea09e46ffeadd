/** Handlers of the routes under /api/projects that change or list projects and their write keys. */
import * as z from 'zod/mini';
import { ApiError } from '#contracts/errors.ts';
import { type JobKind, jobHeader } from '#contracts/job.ts';
import { defaultSettings } from '#contracts/project-settings.ts';
import type { RouteHandlers } from '../shared/http/serve.ts';
import { type JobSubject, newJob } from '../shared/job-items.ts';
import type { JobStore } from '../shared/job-store.ts';
import { type ProjectItem, projectKey } from '../shared/project-items.ts';
import { normalizeOrigins } from './origins.ts';
import type { OwnerStore } from './owner-store.ts';
import { projectAnswer } from './project-answer.ts';
import type { ProjectStore } from './project-store.ts';
import { type Digits, jobDigits, projectId, writeKey } from './random-id.ts';
import { checkSelectors } from './selectors.ts';
import { isAdmitted } from './sign-up-gate.ts';
import { removeKey, rotateKeys } from './write-keys.ts';

export interface ProjectDeps {
  readonly projects: ProjectStore;
  readonly owners: OwnerStore;
  readonly jobs: JobStore;
  readonly stage: string;
  readonly now: () => Date;
  readonly digits: Digits;
  /** That the sessions of a new project spread over. */
  readonly buckets: number;
}

type ProjectRoutes = Pick<
  RouteHandlers<'auth'>,
  | 'listProjects'
  | 'createProject'
  | 'readProject'
  | 'patchProject'
  | 'deleteProject'
  | 'createWriteKey'
  | 'deleteWriteKey'
>;

const defaultLimit = 50;
const Position = z.object({ after: z.string() });

/** A deleted project's key is believed by ingest for half a minute; what comes until then is erased too. ms */
const settlesAfter = 60_000;

export function projectRoutes({ projects, owners, jobs, stage, now, digits, buckets }: ProjectDeps): ProjectRoutes {
  /** The item, or 404 where the project went away while it was being changed. */
  const still = (item: ProjectItem | undefined): ProjectItem => {
    if (!item) throw new ApiError('not_found');
    return item;
  };

  const ask = async (kind: JobKind, item: ProjectItem, user: string, wait: number) => {
    const { id, bucketCount } = item;
    const at = now().getTime();
    const subject: JobSubject = { kind: 'project', buckets: bucketCount, writeKeys: item.keys.map(({ key }) => key) };
    const job = newJob({ kind, project: id, user, subject, now: at, random: jobDigits(digits), notBefore: at + wait });
    await jobs.create(job);
    return { headers: { [jobHeader]: job.id } };
  };

  return {
    async listProjects({ user, query, cursor }) {
      const page = { limit: query.limit ?? defaultLimit, after: cursor.read(Position)?.after };
      const { items, last } = await projects.list(user.id, page);
      return {
        answer: {
          items: items.map(({ item, role }) => projectAnswer(item, role, now())),
          nextCursor: cursor.next(last && { after: last }),
        },
      };
    },

    async createProject({ user, body }) {
      const at = now();
      // A token that Cognito gave without our sign-in proves no more than an account.
      if (!isAdmitted(stage, await owners.claim(user.id, at.toISOString()), user.id)) throw new ApiError('forbidden');
      const id = projectId(at, digits);
      const item: ProjectItem = {
        ...projectKey(id),
        id,
        name: body.name,
        timeZone: body.timeZone ?? 'UTC',
        origins: normalizeOrigins(body.origins ?? []),
        settings: defaultSettings,
        bucketCount: buckets,
        keys: [{ key: writeKey(digits), createdAt: at.toISOString(), expiresAt: null }],
        createdAt: at.toISOString(),
      };
      await projects.create(item, user.id);
      return { answer: projectAnswer(item, 'owner', at), headers: { location: `/api/projects/${id}` } };
    },

    readProject: async ({ project }) => ({ answer: projectAnswer(project.item, project.role, now()) }),

    async patchProject({ project, user, body }) {
      checkSelectors(body);
      const patch = body.origins ? { ...body, origins: normalizeOrigins(body.origins) } : body;
      const after = still(await projects.patch(project, patch));
      const job = isShorter(after, project.item) ? await ask('retention', after, user.id, 0) : {};
      return { answer: projectAnswer(after, project.role, now()), ...job };
    },

    async deleteProject({ project, user }) {
      // The job first: it begins nothing while the project stands, and a deletion without it would stay half done.
      const job = await ask('erase-project', project.item, user.id, settlesAfter);
      await projects.remove(project, now().toISOString());
      return job;
    },

    async createWriteKey({ project }) {
      const key = writeKey(digits);
      const at = now();
      const { keys } = still(await projects.changeKeys(project, (before) => rotateKeys(before, key, at)));
      const [current] = keys;
      if (!current) throw new Error('rotating left no key');
      return { answer: current };
    },

    async deleteWriteKey({ project, params }) {
      still(await projects.changeKeys(project, (before) => removeKey(before, params.key, now())));
      return {};
    },
  };
}

/** Whether what is stored already has to go earlier than it was to. */
function isShorter({ settings: after }: ProjectItem, { settings: before }: ProjectItem): boolean {
  return after.eventDays < before.eventDays || after.recording.retentionDays < before.recording.retentionDays;
}
