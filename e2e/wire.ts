/** A proxy between the page and the API that keeps every byte the page sends, also at unload. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface SentBeacon {
  address: string;
  status: number;
  /** Inflated body. */
  text: string;
}

export interface Wire {
  origin: string;
  beacons: SentBeacon[];
  close(): Promise<void>;
}

export async function startWire(api: string): Promise<Wire> {
  const beacons: SentBeacon[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const headers = new Headers();
    for (const name of ['origin', 'user-agent', 'referer', 'content-type']) {
      const value = request.headers[name];
      if (typeof value === 'string') headers.set(name, value);
    }
    const answer = await fetch(`${api}${request.url}`, {
      method: request.method ?? 'GET',
      headers,
      ...(body.length > 0 ? { body } : {}),
    });
    if (request.method === 'POST') {
      const inflated = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
      beacons.push({ address: request.url ?? '', status: answer.status, text: inflated.toString('utf8') });
    }
    const kept = [...answer.headers].filter(([name]) => /^(access-control-|content-type$|retry-after$)/.test(name));
    response.writeHead(answer.status, Object.fromEntries(kept));
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    beacons,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
