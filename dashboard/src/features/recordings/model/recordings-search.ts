import * as z from 'zod/mini';
import { sessionSorts } from './sorts.ts';

/** What the list of recordings keeps in its address beside range and filters; kept while one watches. */
export const RecordingsSearch = z.object({
  sort: z.catch(z.optional(z.enum(sessionSorts)), undefined),
  /** The session in the preview. */
  preview: z.catch(z.optional(z.string()), undefined),
});
export type RecordingsSearch = z.infer<typeof RecordingsSearch>;
