/** The measured site, and the one server that serves all recorders and takes what they send. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { defaultSettings } from '../../contracts/project-settings.ts';
import { trackerConfigOf } from '../../contracts/tracker-config.ts';
import { buildTracker, recorderBytes, type TrackerManifest } from '../../tracker/build.ts';
import { type BenchPage, benchPages } from './bench-pages.ts';
import { buildBundles, type RecorderName } from './recorders.ts';

/** What came from one run. */
export interface Intake {
  requests: number;
  uploaded: number;
  /** Brotli bytes of scripts, each once. */
  scripts: Map<string, number>;
  bodies: Buffer[];
}

export interface Servers {
  /** Address of a page. */
  page(name: string): string;
  collector: string;
  /** Of our own files, brotli bytes. */
  sizes: TrackerManifest['sizes'];
  /** Of the recorder itself, brotli bytes. */
  recorderBytes: number;
  /** Texts of stylesheets that pages had kept, by hash. */
  kept: ReadonlyMap<string, string>;
  /** Begins a run: what comes from now on is its own. */
  begin(recorder: RecorderName): Intake;
  close(): Promise<void>;
}

const statuses: Readonly<Record<string, number>> = { '/i': 202, '/i/file': 201 };
const root = path.join(import.meta.dirname, '../..');

export async function startServers(folder: string, names: readonly RecorderName[]): Promise<Servers> {
  const manifest = await buildTracker({ outDir: folder });
  const bundles = await buildBundles(names);
  let recorder: RecorderName = 'none';
  let intake: Intake = { requests: 0, uploaded: 0, scripts: new Map(), bodies: [] };

  const config = trackerConfigOf(defaultSettings, manifest);
  const kept = new Map<string, string>();

  async function script(pathname: string): Promise<Uint8Array | undefined> {
    const bundle = bundles.get(pathname);
    if (bundle) return bundle;
    if (recorder === 't.js' && pathname.endsWith('/x.js')) return undefined;
    const posthog = /^\/static\/(?:[\d.]+\/)?([\w.-]+\.js)$/.exec(pathname)?.[1];
    const file = posthog ? path.join(root, 'node_modules/posthog-js/dist', posthog) : path.join(folder, pathname);
    return readFile(file).catch(() => undefined);
  }

  const missingOf = (asked: string | null): { missing: string[] } => ({
    missing: (asked ?? '').split(',').filter((hash) => !kept.has(hash)),
  });

  /** What a recorder asks before or while it sends. */
  function answerTo(pathname: string): object {
    if (pathname === '/i/config') return { ...config, sampling: recorder === 't.js + x.js + recorder' ? 1 : 0 };
    if (pathname.endsWith('/v1/web/start')) {
      return {
        token: 'token',
        userUUID: 'user',
        sessionID: '1',
        projectID: '1',
        startTimestamp: Date.now(),
        delay: 0,
        beaconSizeLimit: 1_000_000,
        compressionThreshold: 24_000,
        assistOnly: false,
      };
    }
    if (/^\/(flags|decide|array)\b/.test(pathname)) {
      return {
        supportedCompression: ['gzip-js'],
        sessionRecording: { endpoint: '/s/', scriptConfig: { script: 'posthog-recorder' }, sampleRate: null },
        featureFlags: {},
        flags: {},
        hasFeatureFlags: false,
        autocapture_opt_out: false,
        capturePerformance: false,
        heatmaps: false,
        surveys: false,
        siteApps: [],
        isAuthenticated: false,
        toolbarParams: {},
      };
    }
    return {};
  }

  async function collect(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const own = intake;
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://collector');
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
    response.setHeader('Access-Control-Allow-Credentials', 'true');
    response.setHeader('Access-Control-Allow-Headers', request.headers['access-control-request-headers'] ?? '*');
    if (request.method === 'OPTIONS') {
      response.writeHead(204).end();
      return;
    }
    if (request.method === 'GET' && pathname.endsWith('.js')) {
      const bytes = await script(pathname);
      if (bytes) own.scripts.set(pathname, brotliCompressSync(bytes).byteLength);
      response.writeHead(bytes ? 200 : 404, { 'Content-Type': 'text/javascript', 'Cache-Control': 'no-store' });
      response.end(bytes);
      return;
    }
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    own.requests += 1;
    own.uploaded += body.byteLength;
    if (request.method === 'POST' && (pathname === '/i' || pathname === '/rrweb')) own.bodies.push(body);
    const hash = pathname === '/i/file' && searchParams.get('h');
    if (hash) kept.set(hash, body.toString('utf8'));
    response.writeHead(statuses[pathname] ?? 200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(pathname === '/i/files' ? missingOf(searchParams.get('f')) : answerTo(pathname)));
  }

  const pages: Record<string, BenchPage> = benchPages;
  const site = createServer((request, response) => {
    const name = decodeURIComponent((request.url ?? '/').slice(1));
    const page = pages[name];
    response.writeHead(page ? 200 : 404, { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(page?.html);
  });
  const collector = createServer((request, response) => {
    collect(request, response).catch((error: unknown) => {
      console.error(error);
      response.writeHead(500).end();
    });
  });
  const [sitePort, collectorPort] = [await listen(site), await listen(collector)];
  return {
    page: (name) => `http://localhost:${sitePort}/${encodeURIComponent(name)}`,
    collector: `http://127.0.0.1:${collectorPort}`,
    sizes: manifest.sizes,
    recorderBytes: await recorderBytes(manifest.version),
    kept,
    begin(name) {
      recorder = name;
      intake = { requests: 0, uploaded: 0, scripts: new Map(), bodies: [] };
      return intake;
    },
    async close() {
      for (const server of [site, collector]) {
        server.closeAllConnections();
        await new Promise<void>((resolve) => void server.close(() => resolve()));
      }
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
