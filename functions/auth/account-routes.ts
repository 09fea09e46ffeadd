/** Handlers of the routes under /api/auth, and of /api/me. */
import { refreshCookie } from '#contracts/account.ts';
import { ApiError } from '#contracts/errors.ts';
import type { RouteHandlers } from '../shared/http/serve.ts';
import { subjectOf } from './access-token.ts';
import type { IdentityStore, SignedIn } from './identity-store.ts';
import type { OwnerStore } from './owner-store.ts';
import { checkPassword } from './password.ts';
import { forgetRefreshToken, keepRefreshToken } from './refresh-cookie.ts';
import { isAdmitted, isSignUpOpen, mustChoosePassword } from './sign-up-gate.ts';

export interface AccountDeps {
  readonly identities: IdentityStore;
  readonly owners: OwnerStore;
  readonly stage: string;
  readonly now: () => Date;
}

type AccountRoutes = Pick<
  RouteHandlers<'auth'>,
  'authStatus' | 'signUp' | 'confirm' | 'resend' | 'login' | 'refresh' | 'logout' | 'forgot' | 'reset' | 'me'
>;

const codeSent = { message: 'If this address can get a code, one is on its way; look into the mailbox.' };

const passwordMissing = 'This installation has no owner yet: send the `password` to sign in with, along with the code.';

export function accountRoutes({ identities, owners, stage, now }: AccountDeps): AccountRoutes {
  const owner = async () => (stage === 'local' ? undefined : await owners.read());
  const signUpOpen = async () => isSignUpOpen(stage, await owner());

  const tokens = ({ accessToken, expiresIn, refreshToken }: SignedIn, before?: string) => {
    const kept = refreshToken ?? before;
    return {
      answer: { accessToken, expiresIn },
      ...(kept ? { cookies: [keepRefreshToken(kept, stage)] } : {}),
    };
  };

  return {
    authStatus: async () => ({ answer: { signUpOpen: await signUpOpen(), stage } }),

    async signUp({ body }) {
      if (!(await signUpOpen())) throw new ApiError('signup_closed');
      checkPassword(body.password);
      await identities.signUp(body);
      return { answer: codeSent };
    },

    async confirm({ body: { email, code, password } }) {
      // Both before the code is spent.
      if (password !== undefined) checkPassword(password);
      else if (mustChoosePassword(stage, await owner())) throw new ApiError('invalid_request', passwordMissing);
      await identities.confirm(email, code, password);
      return { answer: { message: 'The address is confirmed; sign in.' } };
    },

    async resend({ body }) {
      await identities.resend(body.email);
      return { answer: codeSent };
    },

    async login({ body, headers }) {
      refuseForeignForms(headers);
      const session = await identities.login(body.email, body.password);
      const user = subjectOf(session.accessToken);
      if (!isAdmitted(stage, await owners.claim(user, now().toISOString()), user)) {
        if (session.refreshToken) await identities.revoke(session.refreshToken);
        throw new ApiError('signup_closed');
      }
      return tokens(session);
    },

    async refresh({ cookies }) {
      const token = cookies[refreshCookie.name];
      if (!token) throw new ApiError('unauthorized', 'There is no refresh cookie; sign in.');
      const session = await identities.refresh(token).catch((error: unknown) => {
        if (!(error instanceof ApiError) || error.code !== 'unauthorized') throw error;
        // A token that Cognito refuses will never work again.
        throw new ApiError('unauthorized', 'The session has ended; sign in.', {
          'set-cookie': forgetRefreshToken(stage),
        });
      });
      return tokens(session, token);
    },

    async logout({ cookies }) {
      const token = cookies[refreshCookie.name];
      if (token) await identities.revoke(token);
      return { cookies: [forgetRefreshToken(stage)] };
    },

    async forgot({ body }) {
      await identities.forgot(body.email);
      return { answer: codeSent };
    },

    async reset({ body }) {
      checkPassword(body.password);
      await identities.reset(body.email, body.code, body.password);
      return { answer: { message: 'The password is set; sign in.' } };
    },

    async me({ headers }) {
      const token = /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1];
      if (!token) throw new ApiError('unauthorized');
      return { answer: await identities.me(token) };
    },
  };
}

/** A form on another site could sign a visitor in to somebody else's account: browsers say where a call is from. */
function refuseForeignForms(headers: Readonly<Record<string, string | undefined>>): void {
  if (headers['sec-fetch-site'] === 'cross-site') {
    throw new ApiError('forbidden', 'Sign in on the dashboard’s own site.');
  }
}
