import type {
  Access,
  FunctionName,
  RouteAnswer,
  RouteBody,
  RouteName,
  RouteParams,
  RouteQuery,
  Routes,
  RoutesOf,
} from '#contracts/routes.ts';
import type { BoundCursor } from './cursor.ts';
import type { User, VerifiedProject } from './guard.ts';

type AccessOf<N extends RouteName> = Routes[N]['access'];

/** What a handler gets: parsed by the table's schemas, and let in by the guard. */
export interface RouteRequest<N extends RouteName> {
  readonly params: RouteParams<N>;
  readonly query: RouteQuery<N>;
  readonly body: RouteBody<N>;
  /** Who is signed in; null on public routes. */
  readonly user: AccessOf<N> extends 'public' ? null : User;
  /** The tenant that the guard verified; its id is part of every DynamoDB key that the handler uses. */
  readonly project: AccessOf<N> extends Exclude<Access, 'public' | 'user'> ? VerifiedProject : null;
  /** Cursors that only this route, tenant and query can read. */
  readonly cursor: BoundCursor;
  readonly cookies: Readonly<Record<string, string>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly requestId: string;
}

interface Extras {
  readonly headers?: Record<string, string>;
  /** Whole Set-Cookie values. */
  readonly cookies?: string[];
}

/** What a handler answers: `answer` where the table has a schema, `body` where it has a content type, else nothing. */
export type RouteResult<N extends RouteName> = Extras &
  (Routes[N] extends { answer: unknown }
    ? { readonly answer: RouteAnswer<N> }
    : Routes[N] extends { contentType: string }
      ? { readonly body: string }
      : unknown);

/** One handler for each route of a function, no more and no less. */
export type RouteHandlers<F extends FunctionName> = {
  readonly [N in RoutesOf<F>]: (request: RouteRequest<N>) => Promise<RouteResult<N>>;
};
