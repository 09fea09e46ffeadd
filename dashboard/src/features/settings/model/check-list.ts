import type * as z from 'zod/mini';

/** What is wrong with the first entry that a schema refuses, or null. */
export function checkList(entries: readonly string[], schema: z.ZodMiniType<string>): string | null {
  for (const entry of entries) {
    const { error } = schema.safeParse(entry);
    if (error) return `${entry}: ${error.issues[0]?.message ?? 'not valid'}`;
  }
  return null;
}

/** What is wrong with the first CSS selector that this browser does not understand, or null. */
export function checkSelectors(selectors: readonly string[], root: ParentNode): string | null {
  for (const selector of selectors) {
    try {
      root.querySelector(selector);
    } catch {
      return `${selector}: not a CSS selector`;
    }
  }
  return null;
}
