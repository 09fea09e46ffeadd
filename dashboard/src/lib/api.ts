/** The typed client of the HTTP API: the route table gives paths, parameters and answers. */
import { keepPreviousData, type UseQueryResult, useQuery } from '@tanstack/react-query';
import {
  type Route,
  type RouteAnswer,
  type RouteBodyInput,
  type RouteName,
  type RouteParams,
  type RouteQueryInput,
  routes,
} from '#contracts/routes.ts';
import { errorOf, reach } from './request-error.ts';
import { refreshOnce, session } from './session.ts';

export { RequestError } from './request-error.ts';

type Empty = Record<never, never>;
type Need<K extends string, T> = [T] extends [undefined] ? Empty : { [P in K]: T };
type ParamsNeed<N extends RouteName> = [keyof RouteParams<N>] extends [never] ? Empty : { params: RouteParams<N> };

/** Exactly what the route's path, query and body need. */
export type RouteArguments<N extends RouteName> = ParamsNeed<N> &
  Need<'query', RouteQueryInput<N>> &
  Need<'body', RouteBodyInput<N>>;

interface LooseArguments {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/** Path and query string of a call. */
export function addressOf(route: Route, { params = {}, query = {} }: LooseArguments): string {
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  return search.size > 0 ? `${path}?${search}` : path;
}

async function send(route: Route, args: LooseArguments, signal?: AbortSignal): Promise<Response> {
  const token = session.token();
  return reach(addressOf(route, args), {
    method: route.method,
    credentials: 'same-origin',
    headers: {
      ...(route.access !== 'public' && token ? { authorization: `Bearer ${token}` } : {}),
      ...(args.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(args.body === undefined ? {} : { body: JSON.stringify(args.body) }),
    ...(signal ? { signal } : {}),
  });
}

/** A 401 on a private route is answered by one refresh, then the user has to sign in again. */
async function answerOf(route: Route, args: LooseArguments, signal?: AbortSignal): Promise<Response> {
  let response = await send(route, args, signal);
  if (response.status === 401 && route.access !== 'public') {
    if (await refreshOnce()) response = await send(route, args, signal);
    if (response.status === 401) session.end('expired');
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** The text that a route answers which answers no JSON. */
export async function callText<N extends RouteName>(name: N, args: RouteArguments<N>): Promise<string> {
  return (await answerOf(routes[name], args as LooseArguments)).text();
}

/** Calls a route for its answer. */
export async function call<N extends RouteName>(
  name: N,
  args: RouteArguments<N>,
  signal?: AbortSignal,
): Promise<RouteAnswer<N>> {
  const response = await answerOf(routes[name], args as LooseArguments, signal);
  if (response.status === 204) return undefined as RouteAnswer<N>;
  return (await response.json()) as RouteAnswer<N>;
}

interface UseRouteOptions {
  enabled?: boolean;
  /** ms between polls. */
  refetchInterval?: number | false;
  /** ms for which an answer is fresh. */
  staleTime?: number;
}

/** Key of a route's answer in the query cache. */
export const routeKey = <N extends RouteName>(name: N, args: RouteArguments<N>) => [name, args] as const;

/** A read route as a query; the earlier answer stays (dimmed by `isPlaceholderData`) while the next loads. */
export function useRoute<N extends RouteName>(
  name: N,
  args: RouteArguments<N>,
  options: UseRouteOptions = {},
): UseQueryResult<RouteAnswer<N>, Error> {
  return useQuery({
    queryKey: routeKey(name, args),
    queryFn: ({ signal }) => call(name, args, signal),
    placeholderData: keepPreviousData,
    ...options,
  });
}
