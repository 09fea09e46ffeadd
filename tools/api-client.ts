import {
  type RouteAnswer,
  type RouteBodyInput,
  type RouteName,
  type RouteParams,
  type RouteQueryInput,
  routes,
} from '#contracts/routes.ts';

export interface Call<N extends RouteName> {
  params?: RouteParams<N>;
  query?: RouteQueryInput<N>;
  body?: RouteBodyInput<N>;
}

/** The API answered with an error; `code` is its own, or the status where the gateway answered. */
export class ApiCallError extends Error {
  override readonly name = 'ApiCallError';
  readonly status: number;
  readonly code: string;

  constructor(route: RouteName, status: number, text: string) {
    const { code, message } = errorOf(text);
    super(`${routes[route].method} ${routes[route].path} answered ${status}: ${message}`);
    this.status = status;
    this.code = code ?? String(status);
  }
}

/** A client of the HTTP API, typed by its route table. */
export class ApiClient {
  readonly origin: string;
  private token: string | undefined;

  constructor(origin: string, token?: string) {
    this.origin = origin.replace(/\/$/, '');
    this.token = token;
  }

  async login(email: string, password: string): Promise<void> {
    this.token = (await this.call('login', { body: { email, password } })).accessToken;
  }

  async call<N extends RouteName>(name: N, { params, query, body }: Call<N> = {}): Promise<RouteAnswer<N>> {
    const { method, path } = routes[name];
    const place = path.replace(/\{(\w+)\}/g, (_, key) =>
      encodeURIComponent((params as Record<string, string> | undefined)?.[key] ?? ''),
    );
    const search = new URLSearchParams();
    for (const [key, value] of Object.entries(query ?? {})) if (value !== undefined) search.set(key, String(value));
    const response = await fetch(`${this.origin}${place}${search.size > 0 ? `?${search}` : ''}`, {
      method,
      headers: {
        ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new ApiCallError(name, response.status, text);
    // The function that answers holds its answers against the same table.
    return (text ? JSON.parse(text) : undefined) as RouteAnswer<N>;
  }
}

function errorOf(text: string): { code?: string; message: string } {
  try {
    const { error, message } = JSON.parse(text) as { error?: { code: string; message: string }; message?: string };
    return error ?? { message: message ?? text };
  } catch {
    return { message: text.slice(0, 500) };
  }
}
