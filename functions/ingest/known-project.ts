/** The project that a request's write key names. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ApiError } from '#contracts/errors.ts';
import { lowerHeaders } from '../shared/http/lower-headers.ts';
import { type GuardedProjectDeps, guardedProject } from '../shared/limits/guarded-project.ts';
import type { ProjectItem } from '../shared/project-items.ts';
import type { DoctorLog } from './doctor-store.ts';
import { pageHost, quietly } from './status-notes.ts';

export interface KnownProjectDeps extends GuardedProjectDeps {
  doctor: DoctorLog;
  now: () => number;
}

/** Rejects with `unknown_key`, or with `too_many_requests` where its sender, or all, try too many that no project has. */
export async function knownProject(
  event: APIGatewayProxyEventV2,
  key: string,
  deps: KnownProjectDeps,
  maxAge?: number,
): Promise<ProjectItem> {
  const now = deps.now();
  const project = await guardedProject(lowerHeaders(event), key, now, deps, maxAge);
  if (project) return project;
  const host = pageHost(event);
  if (host) await quietly(deps, () => deps.doctor.unknownKey(host.slice(0, 255), key, now));
  throw new ApiError('unknown_key');
}
