/** An API for tests of the whole dashboard: answers by route, each held against its schema in the table. */
import { vi } from 'vitest';
import * as z from 'zod/mini';
import { type Route, type RouteAnswer, type RouteName, routes } from '#contracts/routes.ts';

export interface Asked {
  name: RouteName;
  params: Record<string, string>;
  query: Record<string, string>;
  body: unknown;
}

/** A refusal in the shape of our API. */
export class Refusal {
  readonly status: number;
  readonly message: string;

  constructor(status: number, message: string) {
    this.status = status;
    this.message = message;
  }
}

type Answers = { [N in RouteName]?: RouteAnswer<N> | Refusal | ((asked: Asked) => RouteAnswer<N> | Refusal) };

const patterns = (Object.entries(routes) as [RouteName, Route][]).map(([name, route]) => ({
  name,
  route,
  pattern: new RegExp(`^${route.path.replace(/[.]/g, '\\.').replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

function find(method: string, path: string): Pick<Asked, 'name' | 'params'> & { route: Route } {
  for (const { name, route, pattern } of patterns) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (match) return { name, route, params: { ...match.groups } };
  }
  throw new Error(`The dashboard asks for ${method} ${path}, which is not in the table.`);
}

function answerOf(route: Route, answer: unknown): Response {
  if (answer instanceof Refusal) {
    const { status, message } = answer;
    return Response.json({ error: { code: 'internal', message, requestId: 'r' } }, { status });
  }
  if (route.status === 204) return new Response(null, { status: 204 });
  if (route.answer) z.parse(route.answer, answer);
  return Response.json(answer, { status: route.status });
}

/** Stands in for `fetch`; `asked` grows by every request, `answers` may change between them. */
export function fakeServer(answers: Answers): { asked: Asked[]; answers: Answers } {
  const asked: Asked[] = [];
  vi.stubGlobal('fetch', async (address: string, init: RequestInit) => {
    const url = new URL(address, 'http://dashboard');
    const { name, route, params } = find(init.method ?? 'GET', url.pathname);
    const query = Object.fromEntries(url.searchParams);
    if (route.query) z.parse(route.query, query);
    const body: unknown = init.body === undefined ? undefined : JSON.parse(String(init.body));
    if (route.body) z.parse(route.body, body);
    const request: Asked = { name, params, query, body };
    asked.push(request);
    const answer = answers[name];
    if (answer === undefined && route.status !== 204) throw new Error(`The test has no answer for ${name}.`);
    return answerOf(route, typeof answer === 'function' ? answer(request) : answer);
  });
  return { asked, answers };
}
