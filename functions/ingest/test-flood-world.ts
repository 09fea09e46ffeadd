/** For tests of floods: several containers of the real handler that share one store, in simulated time. */
import { randomUUID } from 'node:crypto';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { defaultSettings, type ProjectSettings } from '#contracts/project-settings.ts';
import { originHeader } from '#contracts/resources.ts';
import { testProject } from '../shared/http/test-call.ts';
import { createGuessLimit } from '../shared/limits/guess-limit.ts';
import { type MemoryLeaseStore, memoryLeaseStore } from '../shared/limits/memory-lease-store.ts';
import type { ProjectReader } from '../shared/write-key-store.ts';
import { createIngest } from './ingest.ts';
import { createRateLimit } from './rate-limit.ts';
import { memoryAnonymousVisits } from './test-anonymous-visits.ts';
import { testIngest } from './test-ingest.ts';
import { type BeginOrFind, memorySessions } from './test-sessions.ts';

export const start = Date.parse('2026-11-25T12:00:00Z');
type Limits = ProjectSettings['limits'];

interface Sent {
  key?: string;
  /** Analytics events of the beacon. */
  events?: number;
  /** Of the body, by an rrweb event of so much text. */
  bytes?: number;
  session?: string;
  secret?: string;
  address?: string;
}

/** A world of containers, each with a memory of its own, over one store. */
export class World {
  now = start;
  /** Every project's, from the next request on. */
  limits: Limits;
  readonly store: MemoryLeaseStore;
  readonly taken = new Map<string, { beacons: number; events: number; bytes: number }>();
  readonly sessions: BeginOrFind = memorySessions();
  readonly refusals: string[] = [];
  readonly lines: Record<string, unknown>[] = [];
  private readonly containers: ReturnType<typeof createIngest>[];
  private turn = 0;

  constructor({
    containers = 8,
    limits = {},
    store = memoryLeaseStore(),
    projects,
  }: {
    containers?: number;
    limits?: Partial<Limits>;
    store?: MemoryLeaseStore;
    /** Of each container; every key has a project of its own unless given. */
    projects?: () => ProjectReader;
  } = {}) {
    this.store = store;
    this.limits = { ...defaultSettings.limits, ...limits };
    const projectOf = (key: string) =>
      testProject({ id: `p_${key}`, settings: { ...defaultSettings, limits: this.limits } });
    this.containers = Array.from({ length: containers }, () => {
      const limiter = { store, onFailure: (error: unknown) => void this.lines.push({ failure: String(error) }) };
      return createIngest({
        projects: projects?.() ?? { byWriteKey: async (key) => projectOf(key) },
        sessions: this.sessions.container(),
        status: {
          seen: async () => {},
          refused: async (_, reason) => void this.refusals.push(reason),
        },
        stream: { put: async () => {} },
        ...testIngest,
        rates: createRateLimit(limiter),
        guesses: createGuessLimit(limiter),
        dailySecret: async () => 'secret of the day',
        anonymousVisits: memoryAnonymousVisits().container(),
        limitsAddresses: true,
        log: (line) => void this.lines.push(line),
        now: () => this.now,
      });
    });
  }

  /** Sends a beacon to the next container; the status, and after how many seconds to come back. */
  async send({ key = 'a', events = 8, bytes = 0, session = sessionId(), secret = 'A'.repeat(22), address }: Sent = {}) {
    const id = randomUUID();
    const head = { v: 1, format: 'rrweb', visitor: id, session, secret, tab: id, document: id, seq: 0 };
    const lines: unknown[] = [head];
    for (let n = 0; n < events; n += 1) lines.push({ at: this.now, kind: 'event', path: '/', name: 'buy' });
    if (bytes > 0) lines.push({ type: 3, timestamp: this.now, data: { text: 'x'.repeat(bytes) } });
    const body = Buffer.from(lines.map((line) => JSON.stringify(line)).join('\n'));
    this.turn += 1;
    const answer = await this.containers[this.turn % this.containers.length]?.(
      {
        routeKey: 'POST /i',
        rawQueryString: `k=${key}&t=${this.now}`,
        headers: {
          [originHeader]: 'from the cdn',
          ...(address ? { 'cloudfront-viewer-address': `${address}:4711` } : {}),
        },
        requestContext: { requestId: 'r1' },
        body: body.toString('base64'),
        isBase64Encoded: true,
      } as unknown as APIGatewayProxyEventV2,
      {} as Context,
    );
    if (answer?.statusCode === 202) {
      const sum = this.taken.get(key) ?? { beacons: 0, events: 0, bytes: 0 };
      this.taken.set(key, {
        beacons: sum.beacons + 1,
        events: sum.events + events,
        bytes: sum.bytes + body.byteLength,
      });
    }
    return { status: answer?.statusCode, headers: answer?.headers, body: JSON.parse(answer?.body ?? 'null') };
  }

  eventsOf = (key: string): number => this.taken.get(key)?.events ?? 0;
  callsOf = (key: string): number => this.store.calls.get(`LIMIT#${key}`) ?? 0;
  writesOf = (key: string): number => this.store.writes.get(`LIMIT#${key}`) ?? 0;
}

export const sessionId = () => `01990000-0000-7000-8000-${randomUUID().slice(24)}`;
