/** What ingest answers beside beacons and settings, for people who install the tracker. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ApiError } from '#contracts/errors.ts';
import { lowerHeaders } from '../shared/http/lower-headers.ts';
import { viewerAddress } from '../shared/limits/viewer-address.ts';
import { trackerViolations } from './csp-report.ts';
import { type KnownProjectDeps, knownProject } from './known-project.ts';
import { parameters } from './read-address.ts';
import { bodyBytes } from './read-request.ts';
import { quietly } from './status-notes.ts';
import type { StatusLog } from './status-store.ts';

export interface HelpDeps extends KnownProjectDeps {
  status: StatusLog;
}

/** More than browsers report at once. */
const maxReportBytes = 65_536;

/** The address that the caller comes from, for leaving it out; null where the CDN does not tell. */
export function callerAddress(event: APIGatewayProxyEventV2): { address: string | null } {
  parameters(event.rawQueryString, []);
  return { address: viewerAddress(lowerHeaders(event)) ?? null };
}

/** Notes what a page's policy stops of the tracker. */
export async function takeCspReport(event: APIGatewayProxyEventV2, deps: HelpDeps): Promise<void> {
  const [key, host] = parameters(event.rawQueryString, ['k', 'h']);
  const body = bodyBytes(event);
  if (body.byteLength > maxReportBytes) throw new ApiError('too_large');
  const project = await knownProject(event, key, deps);
  for (const violation of trackerViolations(body, host, project.settings.delivery)) {
    await quietly(deps, () => deps.status.refused(project.id, 'csp', violation, deps.now()));
  }
}
