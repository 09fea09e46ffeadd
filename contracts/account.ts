import * as z from 'zod/mini';

/** Lower-cased and trimmed. */
export const Email = z.pipe(
  z.string().check(z.trim(), z.toLowerCase(), z.maxLength(254)),
  z.email('write an e-mail address like name@example.com'),
);
const password = z.string().check(z.minLength(1), z.maxLength(256));
const code = z.string().check(z.trim(), z.minLength(1), z.maxLength(20));

export const SignUp = z.strictObject({
  email: Email,
  password,
  name: z.optional(z.string().check(z.trim(), z.maxLength(100))),
});
/**
 * `password` replaces the one of the sign-up, so that whoever reads the mailbox decides it. Outside stage `local`
 * it is required until the installation has an owner.
 */
export const Confirm = z.strictObject({ email: Email, code, password: z.optional(password) });
export const EmailOnly = z.strictObject({ email: Email });
export const Login = z.strictObject({ email: Email, password });
export const Reset = z.strictObject({ email: Email, code, password });

/** `expiresIn` in seconds; the refresh token travels in an httpOnly cookie. */
export const Tokens = z.object({ accessToken: z.string(), expiresIn: z.int() });
export type Tokens = z.infer<typeof Tokens>;

/** Whether an address is known is never told. */
export const Accepted = z.object({ message: z.string() });

export const Me = z.object({ id: z.string(), email: z.string(), name: z.nullable(z.string()) });
export type Me = z.infer<typeof Me>;

/** What the sign-in screen may know before anybody signed in. */
export const AuthStatus = z.object({ signUpOpen: z.boolean(), stage: z.string() });
export type AuthStatus = z.infer<typeof AuthStatus>;

export const refreshCookie = { name: 'afterglow_refresh', path: '/api/auth' } as const;
