import http, { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Front, type Pages, startFront } from './front.ts';
import { freePort } from './port.ts';

interface Seen {
  method?: string | undefined;
  url?: string | undefined;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** A stand-in for the emulated CloudFront that keeps what it was asked. */
async function startTarget(answer: http.RequestListener): Promise<{ endpoint: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = http.createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    seen.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(chunks) });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise((resolve) => server.close(resolve)));
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

async function startProxy(endpoint: string, pages?: Pages): Promise<string> {
  const port = await freePort();
  const front: Front = await startFront(port, { endpoint, distribution: 'd123.cloudfront.net' }, pages);
  open.push(() => front.close());
  return `http://127.0.0.1:${port}`;
}

describe('the front', () => {
  it('passes method, address, headers and bytes on to the distribution', async () => {
    const { endpoint, seen } = await startTarget((_, response) => response.writeHead(202).end('{}'));
    const origin = await startProxy(endpoint);
    const body = new Uint8Array([0x1f, 0x8b, 0, 255, 10, 13, 0]);

    const answer = await fetch(`${origin}/i?k=a%20b&t=1`, { method: 'POST', headers: { 'user-agent': 'me' }, body });

    expect(answer.status).toBe(202);
    expect(await answer.text()).toBe('{}');
    expect(seen[0]).toMatchObject({ method: 'POST', url: '/i?k=a%20b&t=1' });
    expect(seen[0]?.headers).toMatchObject({ host: 'd123.cloudfront.net', 'user-agent': 'me' });
    expect(new Uint8Array(seen[0]?.body ?? [])).toEqual(body);
  });

  it('brings every header and status back, several cookies among them', async () => {
    const { endpoint } = await startTarget((_, response) => {
      response.writeHead(
        404,
        [
          ['Set-Cookie', 'a=1'],
          ['Set-Cookie', 'b=2'],
          ['X-Request-Id', 'r1'],
        ].flat(),
      );
      response.end('nothing');
    });
    const answer = await fetch(await startProxy(endpoint));

    expect(answer.status).toBe(404);
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(answer.headers.get('x-request-id')).toBe('r1');
  });

  it('takes a line break in a path for another character that no id has', async () => {
    const { endpoint, seen } = await startTarget((_, response) => response.end('{}'));
    await fetch(`${await startProxy(endpoint)}/api/projects/%0a%0D/status?x=%0A`);

    expect(seen[0]?.url).toBe('/api/projects/%01%01/status?x=%0A');
  });

  it('answers 502 with a reason while the emulator is down', async () => {
    const origin = await startProxy(`http://127.0.0.1:${await freePort()}`);

    const answer = await fetch(origin);

    expect(answer.status).toBe(502);
    expect(await answer.json()).toEqual({ message: expect.stringContaining('does not answer') });
  });

  it('leaves pages to another server, and nothing else', async () => {
    const { endpoint } = await startTarget((_, response) => response.end('distribution'));
    const origin = await startProxy(endpoint, async () => (_, response) => response.end('pages'));
    const text = async (place: string) => (await fetch(`${origin}${place}`)).text();

    for (const place of ['/', '/p/1/overview', '/src/main.tsx', '/src/i18n.js', '/index.css', '/blog']) {
      expect(await text(place)).toBe('pages');
    }
    for (const place of [
      '/api/me',
      '/lib/kit.js',
      '/lib/kit/i?k=1',
      '/lib/kit/v/1.2.3/x.js',
      '/i?k=1',
      '/i/config?k=1',
      '/i/files?k=1&f=2',
      '/t.js',
      '/x.js',
      '/recorder.js',
      '/v/1.0.0/t.js',
      '/b/30/x',
    ]) {
      expect(await text(place)).toBe('distribution');
    }
  });

  it('says what to do when the port is taken', async () => {
    const { endpoint } = await startTarget((_, response) => response.end());
    const taken = startFront(Number(new URL(endpoint).port), { endpoint, distribution: 'd' });

    await expect(taken).rejects.toThrow('Set PORT to another');
  });
});
