import * as z from 'zod/mini';

/** What the account screens hand to each other in the address. */
export const AccountSearch = z.object({
  /** Where to go after signing in: a path on this origin. */
  to: z.catch(z.optional(z.string().check(z.regex(/^\/(?![/\\])/))), undefined),
  email: z.catch(z.optional(z.string()), undefined),
});
