import { isTraversal, parse, type Selector } from 'css-what';
import { ApiError } from '#contracts/errors.ts';
import type { ProjectPatch } from '#contracts/project.ts';

/** Throws `invalid_request` at the first selector of a patch that no browser reads: it would hide nothing, and nobody would know. */
export function checkSelectors({ settings }: ProjectPatch): void {
  for (const [field, value] of Object.entries(settings?.privacy ?? {})) {
    if (!field.endsWith('Selectors') || !Array.isArray(value)) continue;
    for (const selector of value) {
      const wrong = faultOf(selector);
      if (!wrong) continue;
      throw new ApiError(
        'invalid_request',
        `body "settings.privacy.${field}": "${selector}" is not a CSS selector: ${wrong}`,
      );
    }
  }
}

function faultOf(selector: string): string | undefined {
  try {
    // One that begins or ends with `>` means something within another selector alone.
    return parse(selector).every(isWhole) ? undefined : 'an element is missing beside >, + or ~';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const isWhole = (tokens: Selector[]) => [tokens.at(0), tokens.at(-1)].every((token) => token && !isTraversal(token));
