import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Environment of the function that keeps files of pages. */
export const FilesEnv = z.object({
  PROJECTS_TABLE: name,
  GATE_TABLE: name,
  DAILY_TABLE: name,
  FILES_BUCKET: name,
  /** Value of the header that CloudFront adds; requests without it are refused. */
  ORIGIN_SECRET: name,
  STAGE: name,
  /** '0': unknown write keys are not limited by visitor address. @default '0' at stage `local`, else '1' */
  LIMIT_ADDRESSES: z.optional(z.enum(['0', '1'])),
});
export type FilesEnv = z.input<typeof FilesEnv>;
