/** A server that stands in for ingest, and misbehaves when told to; past 200 lines, as one list of its ways. */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { AnalyticsEvent, AnonymousHeader, BeaconHeader, type RrwebEvent } from '../../contracts/beacon.ts';
import { defaultSettings, type ProjectSettings } from '../../contracts/project-settings.ts';
import { createDecoder } from '../../contracts/recording-decoder.ts';
import { RecordingLine, recordingOp } from '../../contracts/recording-format.ts';
import { type TrackerConfig, trackerConfigOf } from '../../contracts/tracker-config.ts';
import { buildTracker, type TrackerManifest } from '../build.ts';

/** One request that arrived, inflated and held against the schemas. */
export interface Received {
  /** Ids are missing where the visitor has no name. */
  header: Pick<BeaconHeader, 'tab' | 'document' | 'seq' | 'dropped'> & Partial<BeaconHeader> & { anonymous?: true };
  events: AnalyticsEvent[];
  /** What its recorded lines say to a player. */
  recorded: RrwebEvent[];
  lines: RecordingLine[];
  body: Buffer;
  text: string;
  gzip: boolean;
  contentType: string | undefined;
  origin: string | undefined;
  sentAt: number;
  at: number;
  status: Answer['status'];
}

/** A status; `hang` gives none, ever, `close` cuts the connection. */
export interface Answer {
  status: number | 'hang' | 'close';
  headers?: Record<string, string>;
  body?: object;
  /** In place of `body`: what is no JSON. */
  text?: string;
}

export interface Collector {
  /** What a config says that keeps files; by itself none does. */
  files: TrackerManifest['files'];
  /** Where scripts, settings and beacons are. */
  url: string;
  received: Received[];
  /** What did not fit the schemas. */
  invalid: string[];
  config: Partial<TrackerConfig>;
  /** How the next beacons are answered, before 202 again. */
  answers: Answer[];
  /** How all are answered that `answers` says nothing of. */
  always: Answer | undefined;
  configStatus: number;
  /** Texts and files by their hashes, and whether any are taken. */
  kept: Map<string, string>;
  keeps: boolean;
  /** Requests that asked which are kept. */
  asked: string[];
  /** Events of all accepted beacons of a kind, once each however often they were sent. */
  events<K extends AnalyticsEvent['kind']>(kind: K): Extract<AnalyticsEvent, { kind: K }>[];
  reset(): void;
  close(): Promise<void>;
}

const Header = z.union([AnonymousHeader, BeaconHeader]);

const settings: ProjectSettings = {
  ...defaultSettings,
  recording: { ...defaultSettings.recording, sampling: 0, assets: 'none' },
  paths: { fold: ['/users/*'], keepParams: ['q'] },
};

/** Serves the built tracker from `folder` and takes its beacons, as ingest would. */
export async function startCollector(folder: string): Promise<Collector> {
  const { recorder, files } = await buildTracker({ outDir: folder });
  /** Documents of earlier tests, whose last words may still be on their way. */
  const past = new Set<string>();
  const decoders = new Map<string, { decoder: ReturnType<typeof createDecoder>; next: number; isCut: boolean }>();
  /** Addresses of requests that were cut. Each tells when it was sent, so that the tracker's next try has another. */
  const cut = new Set<string>();
  const collector: Collector = {
    files,
    url: '',
    received: [],
    invalid: [],
    config: {},
    answers: [],
    always: undefined,
    configStatus: 200,
    kept: new Map(),
    keeps: true,
    asked: [],
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
      collector.always = undefined;
      collector.configStatus = 200;
      collector.kept = new Map();
      collector.keeps = true;
      collector.asked = [];
      collector.config = trackerConfigOf(settings, { recorder });
    },
    close: () => new Promise((resolve) => void server.close(() => resolve())),
  };

  async function answer(request: IncomingMessage, response: ServerResponse) {
    // As where a project's own name is served.
    const asked = (request.url ?? '/').replace(/^\/lib\/shop(\.js)?/, (_, file) => (file ? '/t.js' : ''));
    const url = new URL(asked, 'http://collector');
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', 'Retry-After');
    if (request.method === 'POST' && url.pathname === '/i') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const sent = Buffer.concat(chunks);
      // Chromium sends by itself once more what was cut, and whoever cut it does so again.
      if (cut.has(url.search)) return request.socket.destroy();
      const { status, headers, body, text } = (isPast(sent)
        ? undefined
        : (collector.answers.shift() ?? collector.always)) ?? {
        status: 202,
      };
      keep(sent, status, request, url);
      if (status === 'close') {
        cut.add(url.search);
        return request.socket.destroy();
      }
      if (status === 'hang') return;
      response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
      return response.end(text ?? JSON.stringify(body ?? {}));
    }
    if (url.pathname === '/i/files') {
      collector.asked.push(`${request.method} ${url.search}`);
      const missing = (url.searchParams.get('f') ?? '').split(',').filter((hash) => !collector.kept.has(hash));
      const lasting = missing[0] === undefined && collector.keeps ? 'public, max-age=60' : 'no-store';
      response.writeHead(collector.keeps ? 200 : 403, { 'Content-Type': 'application/json', 'Cache-Control': lasting });
      return response.end(JSON.stringify({ missing }));
    }
    if (url.pathname === '/i/file') {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const hash = url.searchParams.get('h') ?? '';
      if (collector.keeps) collector.kept.set(hash, Buffer.concat(chunks).toString());
      response.writeHead(collector.keeps ? 201 : 403, { 'Content-Type': 'application/json' });
      return response.end('{}');
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
    const header = Header.safeParse(JSON.parse(first));
    return header.success && past.has(header.data.document);
  }

  function keep(body: Buffer, status: Answer['status'], request: IncomingMessage, url: URL) {
    const gzip = isGzip(body);
    const text = inflate(body);
    const [first = '', ...rest] = text.split('\n').filter(Boolean);
    const events: AnalyticsEvent[] = [];
    const lines: RecordingLine[] = [];
    const header = Header.safeParse(JSON.parse(first));
    if (!header.success) {
      collector.invalid.push(`${first}: ${header.error.message}`);
      return;
    }
    if (past.has(header.data.document)) return;
    for (const line of rest) {
      const value: unknown = JSON.parse(line);
      const isRecorded = Array.isArray(value);
      const parsed = isRecorded ? RecordingLine.safeParse(value) : AnalyticsEvent.safeParse(value);
      if (!parsed.success) collector.invalid.push(`${line.slice(0, 500)}: ${parsed.error.message}`);
      else if (isRecorded) lines.push(parsed.data as RecordingLine);
      else events.push(parsed.data as AnalyticsEvent);
    }
    const recorded = decode(header.data, lines);
    collector.received.push({
      header: header.data,
      events,
      recorded,
      lines,
      body,
      text,
      gzip,
      contentType: request.headers['content-type'],
      origin: request.headers.origin,
      sentAt: Number(url.searchParams.get('t')),
      at: Date.now(),
      status,
    });
  }

  /** The events of a beacon's lines, which mean something only after all lines of the document before them. */
  function decode({ document, seq }: Pick<BeaconHeader, 'document' | 'seq'>, lines: RecordingLine[]): RrwebEvent[] {
    const { decoder, next, isCut } = decoders.get(document) ?? {
      decoder: createDecoder((hash) => collector.kept.get(hash)),
      next: 0,
      isCut: false,
    };
    // A beacon that was tried again, or that a later one overtook as the page was left.
    if (seq < next) return [];
    const begin = lines.findIndex(([op]) => op === recordingOp.snapshot);
    const isLost = seq > next || isCut;
    if (seq > next) decoder.reset();
    decoders.set(document, { decoder, next: seq + 1, isCut: isLost && begin < 0 });
    const readable = !isLost ? lines : begin < 0 ? [] : lines.slice(begin);
    try {
      return readable.flatMap((line) => decoder.decode(line));
    } catch (error) {
      collector.invalid.push(String(error));
      return [];
    }
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
