import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Environment of the trigger that Cognito calls before it takes a sign-up. */
export const PreSignUpEnv = z.object({ PROJECTS_TABLE: name, STAGE: name });
export type PreSignUpEnv = z.input<typeof PreSignUpEnv>;
