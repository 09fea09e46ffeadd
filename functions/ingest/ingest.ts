import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { ApiError } from '#contracts/errors.ts';
import { type TrackerConfig, trackerConfigOf } from '#contracts/tracker-config.ts';
import { callLine, errorAnswer, finished } from '../shared/http/finish-answer.ts';
import { lowerHeaders } from '../shared/http/lower-headers.ts';
import { hasOriginSecret } from '../shared/origin-secret.ts';
import { type CollectDeps, collect } from './collect.ts';
import { excludedHost } from './exclusion.ts';
import { callerAddress, takeCspReport } from './help-routes.ts';
import { knownProject } from './known-project.ts';
import { parameters } from './read-address.ts';
import { pageHost, quietly } from './status-notes.ts';

export interface IngestDeps extends CollectDeps {
  originSecret: string;
  recorder: TrackerConfig['recorder'];
  files: NonNullable<TrackerConfig['files']>;
}

type Answer = APIGatewayProxyStructuredResultV2;

/** As in the table of routes, which would bring the whole API into the bundle; a test holds them to it. */
export const ingestRoutes = {
  collect: 'POST /i',
  trackerConfig: 'GET /i/config',
  callerAddress: 'GET /i/address',
  cspReport: 'POST /i/csp',
} as const;

/** Pages of any site may read every answer, the refusals too. */
const cors = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'Retry-After, X-Request-Id',
};
/** The minute after which settings hold, with next to none of it spent in the CDN: a visit seldom asks twice. */
const configFreshness = 'public, max-age=60, s-maxage=15';
const json = { 'content-type': 'application/json' };

/** The Lambda handler of beacons and of the tracker's config. */
export function createIngest(deps: IngestDeps) {
  const config = async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    const [key] = parameters(event.rawQueryString, ['k']);
    const project = await knownProject(event, key, deps, 0);
    // Pages name their origin; the dashboard, which asks for the version it shows, does not.
    const host = pageHost(event);
    const left = host && excludedHost(host, project.settings.exclude.hosts);
    if (left) {
      await quietly(deps, () => deps.status.refused(project.id, 'excluded', `host ${left}`, deps.now()));
      throw new ApiError('forbidden', 'The project leaves this host out.');
    }
    if (host) await quietly(deps, () => deps.doctor.configured(project.id, deps.now()));
    const share = await deps.quotas.recordingShare(project, deps.now());
    return {
      statusCode: 200,
      headers: { ...json, 'cache-control': configFreshness },
      body: JSON.stringify(trackerConfigOf(project.settings, deps, share)),
    };
  };

  const dispatch = async (event: APIGatewayProxyEventV2): Promise<Answer> => {
    if (!hasOriginSecret(lowerHeaders(event), deps.originSecret)) {
      throw new ApiError('forbidden', 'Send beacons to the address that the snippet names.');
    }
    switch (event.routeKey) {
      case ingestRoutes.collect:
        await collect(event, deps);
        return { statusCode: 202, headers: json, body: '{}' };
      case ingestRoutes.trackerConfig:
        return config(event);
      case ingestRoutes.callerAddress:
        return {
          statusCode: 200,
          headers: { ...json, 'cache-control': 'no-store' },
          body: JSON.stringify(callerAddress(event)),
        };
      case ingestRoutes.cspReport:
        await takeCspReport(event, deps);
        return { statusCode: 204 };
      default:
        throw new ApiError('not_found');
    }
  };

  return async (event: APIGatewayProxyEventV2, _context?: unknown): Promise<Answer> => {
    const begun = deps.now();
    let answer: Answer;
    try {
      answer = await dispatch(event);
    } catch (error) {
      answer = errorAnswer(error, event, deps.log);
    }
    const whole = finished(event, { ...answer, headers: { ...answer.headers, ...cors } });
    // Of what is taken there is no line: at a million a day they would cost as much as the function.
    if ((whole.statusCode ?? 200) >= 400) deps.log(callLine('ingest', event, whole, deps.now() - begun));
    return whole;
  };
}
