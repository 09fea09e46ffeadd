/** Asks axe about a screen in both themes, wide and narrow. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from 'playwright-core';

export interface Look {
  scheme: 'light' | 'dark';
  width: number;
  height: number;
}

const wide = { width: 1280, height: 800 };
const narrow = { width: 375, height: 812 };

export const everyLook: readonly Look[] = [
  { scheme: 'light', ...wide },
  { scheme: 'light', ...narrow },
  { scheme: 'dark', ...narrow },
  { scheme: 'dark', ...wide },
];

/** Each theme and each width once: for screens made of what others are made of. */
export const everyOther: readonly Look[] = [
  { scheme: 'light', ...wide },
  { scheme: 'dark', ...narrow },
];

/**
 * What axe has against the page in each look, one line a node, once `settled` has waited for all of it.
 * The recorded page inside is somebody else's and left out.
 */
export async function violations(
  page: Page,
  looks: readonly Look[],
  settled: () => Promise<unknown>,
): Promise<string[]> {
  const found: string[] = [];
  for (const { scheme, width, height } of looks) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width, height });
    await page.locator(`html[data-mantine-color-scheme="${scheme}"]`).waitFor();
    await settled();
    const result = await new AxeBuilder({ page }).setLegacyMode().options({ iframes: false }).analyze();
    if (!result.passes.some(({ id }) => id === 'color-contrast')) throw new Error('axe looked at nothing');
    for (const { id, impact, nodes } of result.violations) {
      for (const { target, failureSummary = '' } of nodes) {
        found.push(
          `${scheme} ${width}: ${id} (${impact}) at ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`,
        );
      }
    }
  }
  return found;
}
