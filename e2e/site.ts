/** A small site that is measured: two pages with everything the scripted visit does on them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Site {
  /** Origin, `http://127.0.0.1:PORT`: another site than the dashboard's `localhost`. */
  origin: string;
  close(): Promise<void>;
}

const style = `
  body { font: 16px/1.5 sans-serif; margin: 0; }
  main { width: 800px; margin: 0 auto; }
  .card { border: 1px solid #ccc; padding: 16px; margin: 16px 0; }
  .tall { height: 2400px; background: linear-gradient(#fff, #dde); }
  button { padding: 8px 16px; }
`;

const home = `
  <h1>Garden tools</h1>
  <p id="status">Nothing in the cart</p>
  <div class="card" id="buy"><button data-testid="add" id="add">Add to cart</button></div>
  <div class="card" id="quiet"><button id="idle">Compare</button></div>
  <div class="card" id="anger"><button id="stuck">Pay now</button></div>
  <div class="card" id="broken"><button id="fails">Redeem coupon</button></div>
  <div class="card"><form id="form" onsubmit="return false">
    <label>Name <input id="name" name="name"></label>
    <label>Password <input id="password" type="password" name="password"></label>
    <input type="hidden" name="csrf" value="HIDDEN-CANARY-4711">
  </form></div>
  <div class="card"><a id="to-spa" href="/offers">Offers</a> <a id="to-second" href="/second">Second page</a></div>
  <div class="tall"></div>
  <script>
    let items = 0;
    document.getElementById('add').addEventListener('click', () => {
      items += 1;
      document.getElementById('status').textContent = items + ' in the cart';
      const row = document.createElement('p');
      row.className = 'row';
      row.textContent = 'Spade ' + items;
      document.getElementById('buy').append(row);
    });
    document.getElementById('fails').addEventListener('click', (event) => {
      event.target.textContent = 'Redeeming';
      throw new Error('coupon service is down');
    });
    document.getElementById('to-spa').addEventListener('click', (event) => {
      event.preventDefault();
      history.pushState({}, '', '/offers');
      document.querySelector('h1').textContent = 'Offers';
    });
  </script>`;

const second = `
  <h1>Second page</h1>
  <div class="card" id="more"><button id="load">Load more</button></div>
  <script>
    document.getElementById('load').addEventListener('click', () => {
      document.getElementById('more').append(Object.assign(document.createElement('p'), { textContent: 'Rake' }));
    });
  </script>`;

/** Serves the site with the snippet in every page: script from `script`, beacons to `api`. */
export const startSite = (script: string, key: string, api: string): Promise<Site> =>
  startSiteWith(`<script async src="${script}" data-key="${key}" data-api="${api}"></script>`);

/** Serves the site with a snippet, as one pastes it, in the head of every page. */
export async function startSiteWith(snippet: string): Promise<Site> {
  const page = (title: string, body: string) =>
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title><style>${style}</style>` +
    `${snippet}</head><body><main>${body}</main></body></html>`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    if (pathname === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    const found = pathname === '/second' ? page('Second page', second) : page('Garden tools', home);
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(found);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
