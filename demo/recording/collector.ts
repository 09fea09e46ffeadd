/** Serves the built tracker and keeps what it sends. */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { defaultSettings } from '#contracts/project-settings.ts';
import { type TrackerConfig, trackerConfigOf } from '#contracts/tracker-config.ts';
import { type Beacon, readBeacon } from '../../functions/shared/body.ts';

export interface KeptBeacon extends Beacon {
  /** ms, by the page's clock. */
  sentAt: number;
}

export interface Collector {
  origin: string;
  /** In the order of arrival; every write key has its own. */
  of(key: string): KeptBeacon[];
  /** What ingest would not have taken either. */
  refused: string[];
  close(): Promise<void>;
}

const cors = { 'access-control-allow-origin': '*', 'cache-control': 'no-store' };

export async function startCollector(folder: string, recorder: TrackerConfig['recorder']): Promise<Collector> {
  const kept = new Map<string, KeptBeacon[]>();
  const refused: string[] = [];
  const config = trackerConfigOf(defaultSettings, { recorder });
  const of = (key: string): KeptBeacon[] => {
    const list = kept.get(key) ?? [];
    kept.set(key, list);
    return list;
  };

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://collector');
    const key = url.searchParams.get('k') ?? '';
    const answer = (status: number, type: string, body: string | Uint8Array) =>
      response.writeHead(status, { ...cors, 'content-type': type }).end(body);
    try {
      if (url.pathname === '/i/config') return answer(200, 'application/json', JSON.stringify(config));
      if (url.pathname === '/i') {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        of(key).push({ ...readBeacon(Buffer.concat(chunks)), sentAt: Number(url.searchParams.get('t')) });
        return answer(202, 'application/json', '{}');
      }
      const file = path.join(folder, path.normalize(url.pathname));
      return answer(200, 'text/javascript', await readFile(file));
    } catch (error) {
      refused.push(`${request.method} ${request.url}: ${error instanceof Error ? error.message : error}`);
      return answer(400, 'text/plain', 'no');
    }
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    of,
    refused,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
