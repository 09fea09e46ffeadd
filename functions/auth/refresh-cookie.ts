import { refreshCookie } from '#contracts/account.ts';

/** As long as Cognito's refresh tokens live. */
const maxAgeSeconds = 30 * 86_400;

const attributes = (stage: string) =>
  `Path=${refreshCookie.path}; HttpOnly; SameSite=Strict${stage === 'local' ? '' : '; Secure'}`;

/** Set-Cookie value that keeps a refresh token where no script can read it. */
export const keepRefreshToken = (token: string, stage: string): string =>
  `${refreshCookie.name}=${token}; Max-Age=${maxAgeSeconds}; ${attributes(stage)}`;

/** Set-Cookie value that forgets the refresh token. */
export const forgetRefreshToken = (stage: string): string => `${refreshCookie.name}=; Max-Age=0; ${attributes(stage)}`;
