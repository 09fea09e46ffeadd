import { readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cart, checkout } from './pages/cart.ts';
import { about, contact, journal, login, missing } from './pages/company.ts';
import { home } from './pages/home.ts';
import { layout, type Page, type Snippet } from './pages/layout.ts';
import { product } from './pages/product.ts';
import { search, shop } from './pages/shop.ts';
import { reviews } from './reviews.ts';

export interface DemoOptions {
  /** 0 takes a free one. */
  port: number;
  /** Another host than the dashboard's `localhost` is another site, as a customer's is. @default '127.0.0.1' */
  host?: string;
  snippet: Snippet;
}

export interface DemoShop {
  origin: string;
  close(): Promise<void>;
}

const asset = (name: string) => readFileSync(new URL(`./assets/${name}`, import.meta.url), 'utf8');
const assets: Record<string, [type: string, text: string]> = {
  '/shop.css': ['text/css', asset('shop.css')],
  '/shop.js': ['text/javascript', asset('shop.js')],
};

const pages: [path: RegExp, make: (part: string, query: URLSearchParams) => Page | undefined][] = [
  [/^\/$/, home],
  [/^\/shop(?:\/([a-z]+))?$/, (category) => shop(category)],
  [/^\/search$/, (_, query) => search(query.get('q') ?? '')],
  [/^\/product\/([a-z-]+)$/, product],
  [/^\/cart$/, cart],
  [/^\/checkout(?:\/(?:delivery|payment|thanks))?$/, checkout],
  [/^\/about$/, about],
  [/^\/contact$/, contact],
  [/^\/login$/, login],
  [/^\/journal\/watering$/, journal],
];

function pageAt({ pathname, searchParams }: URL): Page {
  for (const [path, make] of pages) {
    const match = path.exec(pathname);
    if (match) return make(match[1] ?? '', searchParams) ?? missing();
  }
  return missing();
}

/** Serves the demo shop with the tracker's snippet on every page. */
export async function startDemo({ port, host = '127.0.0.1', snippet }: DemoOptions): Promise<DemoShop> {
  const server = createServer((request, response) => {
    const url = URL.parse(request.url ?? '/', 'http://shop');
    if (!url) return answer(response, 400, 'text/plain', 'That is no address.');
    const file = assets[url.pathname];
    if (file) return answer(response, 200, file[0], file[1]);
    if (url.pathname === '/api/reviews') {
      return answer(response, 200, 'application/json', JSON.stringify(reviews(url.searchParams.get('product') ?? '')));
    }
    if (url.pathname === '/api/notify') {
      return answer(
        response,
        500,
        'application/json',
        JSON.stringify({ message: 'The list of waiting people is broken.' }),
      );
    }
    const page = pageAt(url);
    answer(response, page.status ?? 200, 'text/html', layout(page, snippet));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    origin: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function answer(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' });
  response.end(text);
}
