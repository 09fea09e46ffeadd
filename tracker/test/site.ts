import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Pages of somebody else's site, by path; what is not there answers with the first. */
export interface Site {
  url: string;
  pages: Record<string, string>;
  close(): Promise<void>;
}

/** The snippet, with attributes as a site owner would write them. */
export const snippet = (collector: string, attributes = '', file = 't.js') =>
  `<script async src="${collector}/${file}" data-key="agw_test" ${attributes}></script>`;

export const stub =
  '<script>window.afterglow=window.afterglow||function(){(afterglow.q=afterglow.q||[]).push(arguments)}</script>';

/** Wraps a body into a page of a given height with the snippet. */
export const html = (script: string, body: string) =>
  `<!doctype html><html lang="en"><head><title>Shop</title><style>body{margin:0;min-height:3000px}</style>${script}</head><body>${body}</body></html>`;

/** Serves pages on a port of its own, as localhost and so from another site than the collector. */
export async function startSite(): Promise<Site> {
  const site: Site = {
    url: '',
    pages: {},
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    if (pathname.endsWith('.bin')) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'Content-Type': `text/${pathname.endsWith('.css') ? 'css' : 'html'}; charset=utf-8` });
    response.end(site.pages[pathname] ?? Object.values(site.pages)[0]);
  });
  await new Promise<void>((resolve) => void server.listen(0, resolve));
  site.url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return site;
}
