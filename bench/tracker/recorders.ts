/** What is measured: each as a site would take it in, from its npm package, and all of them sending to our own server. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { build } from 'esbuild';

export const recorderNames = [
  'none',
  't.js',
  't.js + x.js',
  't.js + x.js + recorder',
  'rrweb',
  'Clarity',
  'OpenReplay',
  'Sentry',
  'PostHog',
] as const;
export type RecorderName = (typeof recorderNames)[number];

export interface Recorder {
  /** Markup of the script, put into the page when it is to start. `server` is where it is served and sends to. */
  script: (server: string) => { src: string; attributes?: Record<string, string> } | undefined;
  /** Bundled by us from its package, with the same minifier for all. */
  bundle?: string;
  /** Whether its uploads can be played by @rrweb/replay, and so be held against the page. */
  gated?: boolean;
  /** npm package whose version is told. */
  package?: string;
}

const own = (path = '/t.js') => ({
  script: (server: string) => ({ src: `${server}${path}`, attributes: { 'data-key': 'agw_bench' } }),
});
const bundled = (name: string) => ({ script: (server: string) => ({ src: `${server}/bundle/${name}.js` }) });

export const recorders: Record<RecorderName, Recorder> = {
  none: { script: () => undefined },
  't.js': own(),
  't.js + x.js': own(),
  't.js + x.js + recorder': { ...own(), gated: true },
  rrweb: {
    ...bundled('rrweb'),
    package: '@rrweb/record',
    gated: true,
    // As people use it who write their own transport: lines, gzip by the browser, a chunk every five seconds.
    bundle: `
      import { record } from '@rrweb/record';
      const server = new URL(document.currentScript.src).origin;
      let lines = [];
      async function send() {
        if (lines.length === 0) return;
        const body = lines.splice(0).join('\\n');
        const gzip = new Blob([body]).stream().pipeThrough(new CompressionStream('gzip'));
        await fetch(server + '/rrweb', { method: 'POST', body: await new Response(gzip).blob() });
      }
      record({ emit: (event) => lines.push(JSON.stringify(event)), maskAllInputs: true });
      setInterval(send, 5000);
      addEventListener('visibilitychange', () => document.hidden && lines.length && fetch(server + '/rrweb', { method: 'POST', body: lines.splice(0).join('\\n') }));
      window.flushBench = send;`,
  },
  Clarity: {
    ...bundled('clarity'),
    package: 'clarity-js',
    bundle: `
      import { clarity } from 'clarity-js';
      const server = new URL(document.currentScript.src).origin;
      clarity.start({ projectId: 'bench', upload: server + '/clarity', content: true, track: true, lean: false });`,
  },
  OpenReplay: {
    ...bundled('openreplay'),
    package: '@openreplay/tracker',
    bundle: `
      import Tracker from '@openreplay/tracker';
      const server = new URL(document.currentScript.src).origin;
      new Tracker({ projectKey: 'bench', ingestPoint: server + '/openreplay', __DISABLE_SECURE_MODE: true }).start();`,
  },
  Sentry: {
    ...bundled('sentry'),
    package: '@sentry/browser',
    bundle: `
      import { init, replayIntegration } from '@sentry/browser';
      const { host } = new URL(document.currentScript.src);
      init({ dsn: 'http://public@' + host + '/1', integrations: [replayIntegration()], replaysSessionSampleRate: 1, sendClientReports: false });`,
  },
  PostHog: {
    ...bundled('posthog'),
    package: 'posthog-js',
    // The recorder itself is fetched from the server, as its snippet does.
    bundle: `
      import posthog from 'posthog-js';
      const server = new URL(document.currentScript.src).origin;
      posthog.init('phc_bench', { api_host: server, ui_host: server, defaults: '2025-05-24', person_profiles: 'always', opt_out_useragent_filter: true });
      posthog.startSessionRecording();
      window.posthog = posthog;`,
  },
};

/** The bundles by the name in their address. */
export async function buildBundles(names: readonly RecorderName[]): Promise<Map<string, Uint8Array>> {
  const bundles = new Map<string, Uint8Array>();
  for (const name of names) {
    const { bundle, script } = recorders[name];
    if (!bundle) continue;
    const { outputFiles } = await build({
      stdin: { contents: bundle, resolveDir: path.join(import.meta.dirname, '../..') },
      bundle: true,
      write: false,
      minify: true,
      format: 'iife',
      target: 'es2022',
      legalComments: 'none',
      define: { 'process.env.NODE_ENV': '"production"', __DEBUG_BUILD__: 'false', __SENTRY_DEBUG__: 'false' },
    });
    const [output] = outputFiles;
    if (!output) throw new Error(`esbuild made no bundle for ${name}`);
    bundles.set(new URL(script('http://server')?.src ?? '').pathname, output.contents);
  }
  return bundles;
}

/** Version of a package as it is installed. */
export async function versionOf(name: string): Promise<string> {
  const resolved = createRequire(import.meta.url).resolve.paths(name)?.[2] ?? '';
  const folder = path.join(resolved || path.join(import.meta.dirname, '../../node_modules'), name, 'package.json');
  return (JSON.parse(await readFile(folder, 'utf8')) as { version: string }).version;
}
