/** The one guard: decides who may call a route, from the token that the gateway verified and from DynamoDB. */
import { ApiError } from '#contracts/errors.ts';
import type { Access, Action } from '#contracts/routes.ts';
import type { ProjectItem, Role } from '../project-items.ts';

export interface User {
  /** `sub` of the access token. */
  readonly id: string;
}

declare const verified: unique symbol;

/** A project that exists, with a role that the user holds in it; only the guard makes one. */
export interface VerifiedProject {
  readonly id: string;
  readonly role: Role;
  readonly item: ProjectItem;
  readonly [verified]: true;
}

export interface MembershipReader {
  /** The user's role and the project, or undefined when either is missing or the project is deleted. */
  read(user: string, project: string): Promise<{ role: Role; item: ProjectItem } | undefined>;
}

export interface GuardDeps {
  readonly memberships: MembershipReader;
  /** The app client whose access tokens are accepted. */
  readonly userPoolClientId: string;
}

/** Claims of the token as API Gateway's JWT authorizer hands them on. */
export type Claims = Readonly<Record<string, unknown>>;

const allActions: ReadonlySet<Action> = new Set([
  'project:read',
  'project:write',
  'project:delete',
  'data:read',
  'data:delete',
]);

/** What each role may do. */
const actionsOf: Readonly<Record<Role, ReadonlySet<Action>>> = { owner: allActions };

function signedIn(claims: Claims | undefined, clientId: string): User {
  const { token_use: use, client_id: client, sub } = claims ?? {};
  if (use !== 'access' || client !== clientId || typeof sub !== 'string' || sub === '') {
    throw new ApiError('unauthorized');
  }
  return { id: sub };
}

/** Lets a call in or throws: 401 without a right token, the same 404 for foreign, missing and deleted projects. */
export async function guard(
  access: Access,
  { claims, projectId }: { claims: Claims | undefined; projectId: string | undefined },
  { memberships, userPoolClientId }: GuardDeps,
): Promise<{ user: User | null; project: VerifiedProject | null }> {
  if (access === 'public') return { user: null, project: null };
  const user = signedIn(claims, userPoolClientId);
  if (access === 'user') return { user, project: null };

  const found = projectId === undefined ? undefined : await memberships.read(user.id, projectId);
  if (!found || found.item.deletedAt !== undefined || found.item.id !== projectId) throw new ApiError('not_found');
  if (!actionsOf[found.role]?.has(access)) throw new ApiError('forbidden');
  // The brand exists only for the type checker: this is the one place that may set it.
  return { user, project: { id: projectId, ...found } as VerifiedProject };
}
