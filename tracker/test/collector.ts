import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { AnalyticsEvent, BeaconHeader, RrwebEvent } from '../../contracts/beacon.ts';
import type { TrackerConfig } from '../../contracts/tracker-config.ts';
import { buildTracker } from '../build.ts';

/** One request that arrived, inflated and held against the schemas. */
export interface Received {
  header: BeaconHeader;
  events: AnalyticsEvent[];
  recorded: RrwebEvent[];
  body: Buffer;
  text: string;
  gzip: boolean;
  contentType: string | undefined;
  sentAt: number;
  at: number;
  status: number;
}

export interface Collector {
  /** Where scripts, settings and beacons are. */
  url: string;
  received: Received[];
  /** What did not fit the schemas. */
  invalid: string[];
  config: Partial<TrackerConfig>;
  /** How the next beacons are answered, before 202 again. */
  answers: { status: number; headers?: Record<string, string>; body?: object }[];
  configStatus: number;
  /** Events of all accepted beacons of a kind, once each however often they were sent. */
  events<K extends AnalyticsEvent['kind']>(kind: K): Extract<AnalyticsEvent, { kind: K }>[];
  reset(): void;
  close(): Promise<void>;
}

const defaults: Partial<TrackerConfig> = {
  sampling: 0,
  mask: 'inputs',
  selectors: { mask: [], unmask: [], block: [], ignore: [] },
  fold: ['/users/*'],
  keepParams: ['q'],
  consent: 'off',
  dnt: 'ignore',
  anonymous: false,
  exclude: { paths: [], hosts: [] },
  recording: {
    minSeconds: 0,
    maxMinutes: 1_440,
    startPaths: [],
    startEvents: [],
    startOnError: false,
    startOnCall: false,
    pausePaths: [],
    devices: ['desktop', 'tablet', 'mobile'],
    assets: 'none',
  },
};

/** Serves the built tracker from `folder` and takes its beacons, as ingest would. */
export async function startCollector(folder: string): Promise<Collector> {
  const { recorder } = await buildTracker({ outDir: folder });
  /** Documents of earlier tests, whose last words may still be on their way. */
  const past = new Set<string>();
  const collector: Collector = {
    url: '',
    received: [],
    invalid: [],
    config: {},
    answers: [],
    configStatus: 200,
    events(kind) {
      const seen = new Set<string>();
      const fresh = collector.received.filter(({ header, status }) => {
        const label = `${header.document}/${header.seq}`;
        return status === 202 && !seen.has(label) && seen.add(label);
      });
      return fresh.flatMap(({ events }) => events).filter((event) => event.kind === kind) as never;
    },
    reset() {
      for (const { header } of collector.received) past.add(header.document);
      collector.received = [];
      collector.invalid = [];
      collector.answers = [];
      collector.configStatus = 200;
      collector.config = { ...defaults, recorder };
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };

  async function answer(request: IncomingMessage, response: ServerResponse) {
    const url = new URL(request.url ?? '/', 'http://collector');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
    if (request.method === 'POST' && url.pathname === '/i') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const sent = Buffer.concat(chunks);
      const { status, headers, body } = (isPast(sent) ? undefined : collector.answers.shift()) ?? { status: 202 };
      keep(sent, status, request, url);
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      return response.end(JSON.stringify(body ?? {}));
    }
    if (url.pathname === '/i/config') {
      response.writeHead(collector.configStatus, { 'Content-Type': 'application/json' });
      return response.end(JSON.stringify(collector.configStatus === 200 ? collector.config : { error: {} }));
    }
    const file = await readFile(`${folder}${url.pathname}`).catch(() => undefined);
    response.writeHead(file ? 200 : 404, { 'Content-Type': 'text/javascript' });
    return response.end(file);
  }

  const isGzip = (body: Buffer) => body[0] === 31 && body[1] === 139;
  const inflate = (body: Buffer) => (isGzip(body) ? gunzipSync(body) : body).toString();

  /** The last words of a page of an earlier test must not take this one's answer. */
  function isPast(body: Buffer): boolean {
    const [first = ''] = inflate(body).split('\n', 1);
    const header = BeaconHeader.safeParse(JSON.parse(first));
    return header.success && past.has(header.data.document);
  }

  function keep(body: Buffer, status: number, request: IncomingMessage, url: URL) {
    const gzip = isGzip(body);
    const text = inflate(body);
    const [first = '', ...lines] = text.split('\n').filter(Boolean);
    const events: AnalyticsEvent[] = [];
    const recorded: RrwebEvent[] = [];
    const header = BeaconHeader.safeParse(JSON.parse(first));
    if (!header.success) {
      collector.invalid.push(`${first}: ${header.error.message}`);
      return;
    }
    if (past.has(header.data.document)) return;
    for (const line of lines) {
      const event: unknown = JSON.parse(line);
      const isAnalytics = typeof event === 'object' && event !== null && 'kind' in event;
      const parsed = isAnalytics ? AnalyticsEvent.safeParse(event) : RrwebEvent.safeParse(event);
      if (!parsed.success) collector.invalid.push(`${line.slice(0, 500)}: ${parsed.error.message}`);
      else if (isAnalytics) events.push(parsed.data as AnalyticsEvent);
      else recorded.push(parsed.data as RrwebEvent);
    }
    collector.received.push({
      header: header.data,
      events,
      recorded,
      body,
      text,
      gzip,
      contentType: request.headers['content-type'],
      sentAt: Number(url.searchParams.get('t')),
      at: Date.now(),
      status,
    });
  }

  const server: Server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      collector.invalid.push(String(error));
      response.writeHead(500).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  collector.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  collector.reset();
  return collector;
}
