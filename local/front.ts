import http, { type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import https from 'node:https';
import { availableParallelism } from 'node:os';
import { takenPort } from './port.ts';

export interface Target {
  /** The emulated AWS. */
  endpoint: string;
  /** Name of the emulated CloudFront distribution. */
  distribution: string;
}

export interface Front {
  close(): Promise<void>;
}

/** Another server of the dashboard's pages, which may take part in the HTTP server's upgrades. */
export type Pages = (server: Server) => Promise<(request: IncomingMessage, response: ServerResponse) => void>;

/** What the distribution serves beside the dashboard's pages. */
const notPages =
  /^\/(?:(?:api|a|i|b|v)(?:[/?]|$)|(?:t|x|recorder)\.js(?:\?|$)|(?!src\/)[a-z0-9-]{3,32}\/[a-z0-9-]{2,32}(?:\.js(?:\?|$)|\/[iv](?:[/?]|$)))/;

/** The emulator starts a process for each call of a function that runs at once; more than these wait their turn. */
const maxSockets = 6 * availableParallelism();

/** Headers between two neighbours, which are not passed on. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Serves on `localhost:port` what the emulated CloudFront distribution answers, byte for byte. */
export async function startFront(port: number, target: Target, pages?: Pages): Promise<Front> {
  const connection = connect(target);
  const servers = [await serve('127.0.0.1')];
  // Some resolve localhost to ::1 first; not every machine has it. Another server of pages is one, for one port.
  const six = pages ? undefined : await serve('::1').catch(withoutIpv6);
  if (six) servers.push(six);

  async function serve(host: string): Promise<Server> {
    const server = http.createServer();
    const page = await pages?.(server);
    server.on('request', (request, response) => {
      if (page && !notPages.test(request.url ?? '')) page(request, response);
      else pass(request, response, connection);
    });
    return listen(server, port, host);
  }

  return {
    async close() {
      connection.agent.destroy();
      await Promise.all(servers.map(close));
    },
  };
}

function withoutIpv6(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'EADDRNOTAVAIL' && error.code !== 'EAFNOSUPPORT') throw error;
}

interface Connection {
  origin: URL;
  host: string;
  agent: http.Agent;
  request: typeof http.request;
}

function connect({ endpoint, distribution }: Target): Connection {
  const origin = new URL(endpoint);
  const secure = origin.protocol === 'https:';
  return {
    origin,
    host: distribution,
    agent: secure
      ? // The certificate is the address's, not that of the distribution which the Host names.
        new https.Agent({ keepAlive: true, maxSockets, servername: '' })
      : new http.Agent({ keepAlive: true, maxSockets }),
    request: secure ? https.request : http.request,
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, { origin, host, agent, request }: Connection): void {
  const onward = request({
    agent,
    host: origin.hostname,
    port: origin.port,
    method: incoming.method,
    path: forEmulator(incoming.url ?? '/'),
    headers: { ...passedOn(incoming.headers), host },
  });
  onward.on('response', (answer) => {
    const raw = answer.rawHeaders.filter(
      (_, index, all) => !hopByHop.has((all[index - (index % 2)] ?? '').toLowerCase()),
    );
    outgoing.writeHead(answer.statusCode ?? 502, raw);
    answer.pipe(outgoing);
    answer.on('error', () => outgoing.destroy());
  });
  onward.on('error', (error) => {
    if (outgoing.headersSent) outgoing.destroy();
    else {
      outgoing.writeHead(502, { 'content-type': 'application/json' });
      outgoing.end(JSON.stringify({ message: `The emulated CloudFront does not answer: ${error.message}` }));
    }
  });
  outgoing.on('close', () => {
    if (!outgoing.writableFinished) onward.destroy();
  });
  incoming.pipe(onward);
}

/** A line break in a path takes it past the patterns of the emulated CloudFront, to the dashboard's page; another control character does not. */
function forEmulator(url: string): string {
  const [path = '', ...query] = url.split('?');
  return [path.replace(/%0[ad]/gi, '%01'), ...query].join('?');
}

function passedOn(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
}

/** Starts to listen, or says what to do when the port is taken. */
function listen(server: Server, port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(error.code === 'EADDRINUSE' ? new Error(takenPort(port)) : error);
    });
    server.listen(port, host, () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
