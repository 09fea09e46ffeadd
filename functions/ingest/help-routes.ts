/** What ingest answers beside beacons and settings, for people who install the tracker. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ApiError } from '#contracts/errors.ts';
import { lowerHeaders } from '../shared/http/lower-headers.ts';
import type { ProjectReader } from '../shared/write-key-store.ts';
import { trackerViolations } from './csp-report.ts';
import type { DoctorLog } from './doctor-store.ts';
import { parameters } from './read-address.ts';
import { bodyBytes } from './read-request.ts';
import type { StatusLog } from './status-store.ts';
import { viewerAddress } from './viewer-address.ts';

export interface HelpDeps {
  projects: ProjectReader;
  status: StatusLog;
  doctor: DoctorLog;
  log: (line: Record<string, unknown>) => void;
  now: () => number;
}

/** More than browsers report at once. */
const maxReportBytes = 65_536;

/** The address that the caller comes from, for leaving it out; null where the CDN does not tell. */
export function callerAddress(event: APIGatewayProxyEventV2): { address: string | null } {
  parameters(new URLSearchParams(event.rawQueryString), []);
  return { address: viewerAddress(lowerHeaders(event)) ?? null };
}

/** Notes what a page's policy stops of the tracker. */
export async function takeCspReport(event: APIGatewayProxyEventV2, deps: HelpDeps): Promise<void> {
  const key = parameters(new URLSearchParams(event.rawQueryString), ['k']).get('k') ?? '';
  const body = bodyBytes(event);
  if (body.byteLength > maxReportBytes) throw new ApiError('too_large');
  const project = await deps.projects.byWriteKey(key, deps.now());
  if (!project) {
    await noteUnknownKey(event, key, deps);
    throw new ApiError('unknown_key');
  }
  for (const violation of trackerViolations(body)) {
    await quietly(deps, () => deps.status.refused(project.id, 'csp', violation, deps.now()));
  }
}

/** Host of the page that a request comes from. */
export function pageHost(event: APIGatewayProxyEventV2): string | undefined {
  const { origin } = lowerHeaders(event);
  return (origin && URL.parse(origin)?.hostname) || undefined;
}

export async function noteUnknownKey(event: APIGatewayProxyEventV2, key: string, deps: HelpDeps): Promise<void> {
  const host = pageHost(event);
  if (host) await quietly(deps, () => deps.doctor.unknownKey(host.slice(0, 255), key, deps.now()));
}

/** Notes help people; no answer hangs on them. */
export async function quietly({ log }: Pick<HelpDeps, 'log'>, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (error) {
    log({ level: 'warn', message: 'the status was not noted', reason: String(error) });
  }
}
