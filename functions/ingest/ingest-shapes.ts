/** Schemas that ingest needs at run time, as shapes. Bundles get this file's values, made when they are built. */
import * as z from 'zod/mini';
import { shapeOf } from '../shared/shape/shape-of.ts';
import { IngestEnv } from './env.ts';

export const envShape = shapeOf(IngestEnv);

/** What the demo's header may set. */
export const demoShape = shapeOf(
  z.object({
    receivedAt: z.optional(z.int().check(z.minimum(0), z.maximum(8.64e15))),
    headers: z.optional(z.record(z.string().check(z.regex(/^cloudfront-viewer-[a-z-]+$/)), z.string())),
  }),
);
