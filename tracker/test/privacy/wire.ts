import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { defaultSettings } from '../../../contracts/project-settings.ts';
import type { TrackerConfig } from '../../../contracts/tracker-config.ts';
import { buildTracker } from '../../build.ts';

/** All that leaves the browser for us: addresses, headers, and bodies as they come out of gzip, whatever is in them. */
export interface Wire {
  url: string;
  config: TrackerConfig;
  sent: { address: string; headers: string; body: string }[];
  close(): Promise<void>;
}

/** Serves the built tracker and takes what it sends without looking at its format. */
export async function startWire(folder: string): Promise<Wire> {
  const { recorder, files } = await buildTracker({ outDir: folder });
  const { recording, privacy, paths, exclude } = defaultSettings;
  const wire: Wire = {
    url: '',
    sent: [],
    config: {
      sampling: 1,
      mask: privacy.mask,
      selectors: { mask: [], unmask: [], block: [], ignore: [] },
      ...paths,
      consent: privacy.consent,
      dnt: privacy.dnt,
      anonymous: privacy.anonymous,
      exclude: { paths: exclude.paths, hosts: exclude.hosts },
      recording,
      recorder,
      files,
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const bytes = Buffer.concat(chunks);
    const packed = bytes[0] === 31 && bytes[1] === 139;
    const body = (packed ? gunzipSync(bytes) : bytes).toString();
    wire.sent.push({ address: request.url ?? '', headers: JSON.stringify(request.headers), body });
    response.setHeader('Access-Control-Allow-Origin', '*');
    const { pathname } = new URL(request.url ?? '/', 'http://wire');
    if (pathname.startsWith('/i')) {
      response.writeHead(pathname === '/i' ? 202 : 200, { 'Content-Type': 'application/json' });
      return response.end(JSON.stringify(pathname === '/i/config' ? wire.config : { missing: [] }));
    }
    const file = await readFile(`${folder}${pathname}`).catch(() => undefined);
    response.writeHead(file ? 200 : 404, { 'Content-Type': 'text/javascript' });
    return response.end(file);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      wire.sent.push({ address: request.url ?? '', headers: '', body: `FAILED ${String(error)}` });
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  wire.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return wire;
}
