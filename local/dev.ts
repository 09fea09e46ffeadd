/** `npm run dev`: like `npm start`, and what is edited is deployed again; the dashboard comes from Vite, which reloads it. */
import { createServer } from 'vite';
import type { Pages } from './front.ts';
import { root } from './places.ts';
import { redeployOnChange } from './redeploy-on-change.ts';
import { runAfterglow } from './run.ts';

const pages: Pages = async (server) => {
  const vite = await createServer({
    root: `${root}/dashboard`,
    server: { middlewareMode: true, ws: { server } },
    logLevel: 'warn',
  });
  server.once('close', () => void vite.close());
  return vite.middlewares;
};

await runAfterglow({ pages, onReady: redeployOnChange });
