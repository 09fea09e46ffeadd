/** Holds a real answer against the route table: its status, its schema, its error code. */
import * as z from 'zod/mini';
import { ErrorAnswer, type ErrorCode, errors } from '#contracts/errors.ts';
import { type Route, type RouteName, routes } from '#contracts/routes.ts';

/** What API Gateway answers by itself, before or instead of a function. */
const gatewayStatuses = [401, 413, 429, 500, 502, 503, 504];
const GatewayError = z.object({ message: z.string() });
/** Any route of ours may end so: the origin secret was missing, a path cannot exist, something broke. */
const anywhere: ErrorCode[] = ['forbidden', 'not_found', 'internal'];

/** Throws an error that says how an answer differs from what the table promises. */
export function assertAnswer(name: RouteName, status: number, json: unknown): void {
  const route: Route = routes[name];
  const fail = (reason: string): never => {
    throw new Error(`${name} answered ${status}, ${reason}: ${JSON.stringify(json)?.slice(0, 2_000)}`);
  };

  if (status === route.status) {
    if (!route.answer) return;
    const { error } = z.safeParse(route.answer, json);
    if (error) fail(`which breaks its schema (${z.prettifyError(error)})`);
    return;
  }
  if (status < 400) fail(`not ${route.status}`);

  const ours = z.safeParse(ErrorAnswer, json);
  if (!ours.success) {
    const isGateway = z.safeParse(GatewayError, json).success && gatewayStatuses.includes(status);
    if (!isGateway) fail('which is neither our error nor the gateway’s');
    return;
  }
  const { code } = ours.data.error;
  if (errors[code][0] !== status) fail(`but ${code} is ${errors[code][0]}`);
  if (![...route.errors, ...anywhere].includes(code)) fail(`and the table does not list ${code}`);
}
