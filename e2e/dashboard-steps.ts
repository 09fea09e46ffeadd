/** What every test of the dashboard does on its screens, by the names that people read. */
import type { Locator, Page } from 'playwright-core';

export const screenLink = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name, exact: true });

export async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password', { exact: false }).first().fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** The recorded page inside its frame, in the player or under the heat. */
export const recordedPage = (page: Page) => page.frameLocator('iframe[title^="The recorded page"]');

/** Where the player stands, s. */
export const playerSecond = async (page: Page): Promise<number> =>
  Number(await page.getByRole('slider', { name: 'Time' }).getAttribute('aria-valuenow'));

export const sectionLink = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name, exact: true });

export async function save(page: Page): Promise<void> {
  const button = page.getByRole('button', { name: 'Save' });
  await button.click();
  await page.getByRole('button', { name: 'Undo changes' }).waitFor({ state: 'hidden' });
}
