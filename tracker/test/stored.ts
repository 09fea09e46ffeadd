/** What a visitor's browser holds, and what becomes of it between two visits. */
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { open, visit, world } from './own-world.ts';

/** Names of all that the browser could know a visitor by: cookies, storage, databases, caches. */
export async function stored(): Promise<string[]> {
  const cookies = await visit.context.cookies();
  const rest = await visit.page.evaluate(async () => [
    ...Object.keys(localStorage),
    ...Object.keys(sessionStorage),
    ...(await indexedDB.databases()).map(({ name }) => `${name}`),
    ...(await caches.keys()),
  ]);
  return [...cookies.map(({ name }) => name), ...rest];
}

/** Lines of the beacons that IndexedDB holds, by a page of the site. */
export async function inDatabase(page: Page = visit.page): Promise<string> {
  const bodies = await page.evaluate(async () => {
    if (!(await indexedDB.databases()).some(({ name }) => name === 'afterglow')) return [];
    const opening = indexedDB.open('afterglow');
    await new Promise((resolve) => {
      opening.onsuccess = resolve;
    });
    const reading = opening.result.transaction('q').objectStore('q').getAll();
    await new Promise((resolve) => {
      reading.onsuccess = resolve;
    });
    opening.result.close();
    return (reading.result as Uint8Array[]).map((body) => [...body]);
  });
  return bodies.map((body) => gunzipSync(Uint8Array.from(body)).toString()).join('');
}

/** Leaves no room in the local storage; runs in the page. */
export function fill(): void {
  let size = 1 << 20;
  for (let i = 0; size; i++) {
    try {
      localStorage[`theirs ${i}`] = 'x'.repeat(size);
    } catch {
      size >>= 1;
    }
  }
}

/** Leaves for a page of the site without the tracker, on which what is stored stands still. */
export async function leave(): Promise<void> {
  world.site.pages['/plain'] = '<!doctype html><title>Plain</title>';
  await visit.page.goto(`${world.site.url}/plain`);
}

/** Leaves, and comes again once the server is well. */
export async function comeAgain(): Promise<void> {
  await leave();
  world.collector.always = undefined;
  await open({ context: visit.context });
}
