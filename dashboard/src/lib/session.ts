/** Who is signed in: the access token lives in memory only, the refresh token in a cookie scripts cannot read. */
import type { Tokens } from '#contracts/account.ts';
import { errorOf, reach } from './request-error.ts';

let accessToken: string | undefined;
let refreshing: Promise<boolean> | undefined;
/** Why a session ended: the cookie was refused, or the user left. */
export type SessionEnd = 'expired' | 'signed out';

const listeners = new Set<(why: SessionEnd) => void>();

export const session = {
  token: (): string | undefined => accessToken,
  begin(tokens: Tokens): void {
    accessToken = tokens.accessToken;
  },
  /** Forgets the token; whoever listens leads to the sign-in screen. What is refused after that ends nothing more. */
  end(why: SessionEnd): void {
    if (accessToken === undefined) return;
    accessToken = undefined;
    for (const listener of listeners) listener(why);
  },
  onEnd(listener: (why: SessionEnd) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

async function refresh(): Promise<boolean> {
  const response = await reach('/api/auth/refresh', { method: 'POST', credentials: 'same-origin' });
  // Only a refusal ends the session: a server that is busy or away says nothing about who one is.
  if (response.status === 401) {
    // An answer that nobody reads keeps its connection, of which HTTP/1.1 has six.
    await response.arrayBuffer();
    return false;
  }
  if (!response.ok) throw await errorOf(response);
  session.begin((await response.json()) as Tokens);
  return true;
}

/** Gets a new access token; callers at the same time share one request. False when the user has to sign in. */
export function refreshOnce(): Promise<boolean> {
  refreshing ??= refresh().finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

/** True when there is a token, or the cookie gave one. */
export async function isSignedIn(): Promise<boolean> {
  return accessToken !== undefined || (await refreshOnce());
}
