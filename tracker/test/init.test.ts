import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TrackerManifest } from '../build.ts';
import { stub } from './site.ts';
import { startWorld, until, type Visit, type World } from './world.ts';

let world: World;
let visit: Visit | undefined;
let manifest: TrackerManifest;

beforeAll(async () => {
  world = await startWorld();
  manifest = (await (await fetch(`${world.collector.url}/manifest.json`)).json()) as TrackerManifest;
});
afterAll(() => world.close());
beforeEach(() => {
  world.site.pages = {};
  world.collector.reset();
});
afterEach(async () => {
  await visit?.context.close();
  expect(world.collector.invalid).toEqual([]);
});

/** A page with the policy of docs/install.md that starts the tracker by the package. */
function page(policy: string, options: object, more = ''): string {
  const { url } = world.collector;
  const start = `import { init } from '${url}/package/index.js';
    const afterglow = init(${JSON.stringify({ key: 'agw_test', host: url, ...options })});
    afterglow('track', 'started', { by: 'package' });
    window.flushed = afterglow('flush').then(() => afterglow('id'));
    init(${JSON.stringify({ key: 'agw_test', host: url, ...options })});`;
  return `<!doctype html><html lang="en"><head><title>App</title>
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <script nonce="n0nce">window.refused=[];document.addEventListener('securitypolicyviolation',({violatedDirective,blockedURI})=>window.refused.push(violatedDirective+' '+blockedURI))</script>${more}
    <script nonce="n0nce" type="module">${start}</script></head><body><h1>App</h1></body></html>`;
}
type Page = Window & { flushed: Promise<{ visitor: string }>; refused: string[] };

describe('the package', () => {
  it('brings pageview and early calls from one tag, under a policy of nonces and with the digest of its version', async () => {
    const { url } = world.collector;
    world.collector.config = { ...world.collector.config, sampling: 1 };
    world.site.pages['/app'] = page(
      `default-src 'none'; script-src 'nonce-n0nce' ${url}/package/; connect-src ${url}`,
      {
        nonce: 'n0nce',
        version: manifest.version,
        integrity: manifest.integrity['t.js'],
      },
    );
    visit = await world.open({ path: '/app' });

    const ids = await visit.page.evaluate(() => (window as unknown as Page).flushed);
    await until(() => world.collector.received.some(({ recorded }) => recorded.length > 0));
    expect(world.collector.events('pageview')).toMatchObject([{ path: '/app', title: 'App', recorded: true }]);
    expect(world.collector.events('event')).toMatchObject([{ name: 'started', properties: { by: 'package' } }]);
    expect(world.collector.received[0]?.header.visitor).toBe(ids.visitor);
    expect(await visit.page.evaluate(() => (window as unknown as Page).refused)).toEqual([]);
    const loaded = await visit.page.evaluate(() => [...document.scripts].map(({ src }) => src).filter(Boolean));
    // `flush` is answered by `rare.js`.
    const files = ['t.js', 'x.js', 'rare.js', 'target.js', 'recorder.js'].map(
      (file) => `${url}/v/${manifest.version}/${file}`,
    );
    expect(loaded.sort()).toEqual(files.sort());
    expect(visit.errors).toEqual([]);
  });

  it('runs under a policy of hosts, the stub by the digest that the guide gives', async () => {
    const { url } = world.collector;
    const guide = await readFile(path.join(import.meta.dirname, '../../docs/install.md'), 'utf8');
    const [digest] = /'sha256-[^']+'/.exec(guide) ?? [];
    const policy = `default-src 'none'; script-src 'nonce-n0nce' ${digest} ${url}; connect-src ${url}`;
    world.site.pages['/app'] = page(policy, {}, stub);
    visit = await world.open({ path: '/app' });

    await visit.page.evaluate(() => (window as unknown as Page).flushed);
    expect(world.collector.events('pageview')).toHaveLength(1);
    expect(await visit.page.evaluate(() => (window as unknown as Page).refused)).toEqual([]);
  });

  it('does not run a file that is not the one of the digest, and the page goes on', async () => {
    const { url } = world.collector;
    const integrity = manifest.integrity['x.js'];
    world.site.pages['/app'] = page(`default-src 'none'; script-src 'nonce-n0nce' ${url}; connect-src ${url}`, {
      version: manifest.version,
      integrity,
    });
    visit = await world.open({ path: '/app', complete: false });

    expect(await visit.page.evaluate(() => (window as unknown as Page).flushed)).toBeUndefined();
    expect(world.collector.received).toEqual([]);
    expect(visit.errors).toEqual([]);
  });
});
