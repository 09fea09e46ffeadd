/** A client of the HTTP API as outside code would write one, typed by the route table. */
import {
  type RouteAnswer,
  type RouteBodyInput,
  type RouteName,
  type RouteParams,
  type RouteQueryInput,
  routes,
} from '#contracts/routes.ts';
import { assertAnswer } from './assert-answer.ts';
import type { Ready } from './stack.ts';

interface Arguments<N extends RouteName> {
  params?: Partial<RouteParams<N>>;
  query?: RouteQueryInput<N>;
  body?: RouteBodyInput<N>;
}

export interface Answer<N extends RouteName> {
  status: number;
  json: RouteAnswer<N>;
  headers: Headers;
}

export class Api {
  readonly origin: string;
  private readonly token: string | undefined;

  constructor(origin: string, token?: string) {
    this.origin = origin;
    this.token = token;
  }

  static async signIn(ready: Ready): Promise<Api> {
    const { json } = await new Api(ready.api).call('login', { body: { email: ready.email, password: ready.password } });
    return new Api(ready.api, json.accessToken);
  }

  /** Any status; the caller asserts it. Whatever it is, the answer is one that the table promises. */
  async send<N extends RouteName>(name: N, { params = {}, query, body }: Arguments<N> = {}): Promise<Answer<N>> {
    const route = routes[name];
    const path = route.path.replace(/\{(\w+)\}/g, (_, key: string) =>
      encodeURIComponent((params as Record<string, string>)[key] ?? ''),
    );
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(key, String(value));
    const response = await fetch(`${this.origin}${path}${search.size > 0 ? `?${search}` : ''}`, {
      method: route.method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = text && response.headers.get('content-type')?.includes('json') ? JSON.parse(text) : undefined;
    assertAnswer(name, response.status, json);
    return { status: response.status, json: json as RouteAnswer<N>, headers: response.headers };
  }

  /** The route's own status, or an error that shows the answer. */
  async call<N extends RouteName>(name: N, args: Arguments<N> = {}): Promise<Answer<N>> {
    const answer = await this.send(name, args);
    if (answer.status !== routes[name].status) {
      throw new Error(`${name} answered ${answer.status}: ${JSON.stringify(answer.json)}`);
    }
    return answer;
  }
}
