/** Test code: the real ingest over stores in memory, and what every answer of it has to keep to. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { AnalyticsEvent, type BeaconHeader, RrwebEvent } from '#contracts/beacon.ts';
import { ErrorAnswer } from '#contracts/errors.ts';
import { defaultSettings } from '#contracts/project-settings.ts';
import { originHeader } from '#contracts/resources.ts';
import { type Beacon, readBeacon } from '../shared/body.ts';
import { unpackRecord } from '../shared/framing.ts';
import { type ProjectItem, projectKey } from '../shared/project-items.ts';
import { createIngest } from './ingest.ts';
import { testIngest } from './test-ingest.ts';

export const now = Date.parse('2026-11-25T12:34:56.789Z');
const id = '0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d';
export const header: BeaconHeader = {
  v: 1,
  format: 'rrweb',
  visitor: id,
  session: '01990000-0000-7000-8000-000000000000',
  secret: 'abcdefghijklmnopqrstuv',
  tab: id,
  document: id,
  seq: 0,
};

const project: ProjectItem = {
  ...projectKey('p_1'),
  id: 'p_1',
  name: 'Shop',
  timeZone: 'Asia/Kolkata',
  origins: [],
  settings: { ...defaultSettings, paths: { fold: ['/users/*', '/*/*'], keepParams: ['q'] } },
  bucketCount: 4,
  keys: [],
  createdAt: '2026-01-01T00:00:00.000Z',
};

interface Outcome {
  status: number;
  code?: string;
  message?: string;
  beacon?: Beacon;
}

/** Sends a body as the gateway hands it over, and tells what became of it; throws where an answer breaks its promise. */
export async function send(body: Uint8Array, t = `${now - 5_000}`): Promise<Outcome> {
  const records: Uint8Array[] = [];
  const lines: unknown[] = [];
  const ingest = createIngest({
    projects: { byWriteKey: async () => project },
    sessions: { claim: async ({ bucket }) => bucket() },
    status: { seen: async () => {}, refused: async () => {} },
    stream: { put: async (_, record) => void records.push(record) },
    ...testIngest,
    log: (line) => void lines.push(line),
    now: () => now,
  });
  const request = {
    routeKey: 'POST /i',
    rawQueryString: `k=ag_key&t=${t}`,
    headers: { [originHeader]: 'from the cdn' },
    requestContext: { requestId: 'r1' },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2;
  const answer = await ingest(request, {} as Context);
  const status = answer.statusCode ?? 0;
  if (status !== 202) {
    const problem = `${answer.body} ${JSON.stringify(lines)}`;
    if (status < 400 || status > 499) throw new Error(`answered ${status}: ${problem}`);
    if (records.length > 0) throw new Error(`answered ${status} and queued it: ${problem}`);
    const { error } = z.parse(ErrorAnswer, JSON.parse(answer.body ?? ''));
    return { status, code: error.code, message: error.message };
  }
  if (records.length !== 1) throw new Error(`took a beacon and queued ${records.length}`);
  return { status, beacon: keptPromise(records[0] as Uint8Array) };
}

/** What was queued, once it is as everything behind the stream relies on. */
function keptPromise(record: Uint8Array): Beacon {
  const { envelope, body } = unpackRecord(record);
  if (envelope.kind !== 'beacon') throw new Error('queued something else');
  const { offset, hours } = envelope;
  if (!Number.isSafeInteger(offset)) throw new Error(`an offset of ${offset}`);
  if (!hours.every((hour) => Math.abs(hour - now) <= 25 * 3_600_000)) throw new Error(`hours ${hours}`);
  // The body as it came, read without our reader.
  const [, ...lines] = (body[0] === 0x1f ? gunzipSync(body) : Buffer.from(body)).toString().split('\n');
  for (const line of lines.filter((text) => text.trim() !== '')) {
    z.parse(z.union([AnalyticsEvent, RrwebEvent]), JSON.parse(line));
  }
  const beacon = readBeacon(body);
  for (const event of beacon.events) z.parse(AnalyticsEvent, event);
  for (const event of beacon.rrweb) z.parse(RrwebEvent, event);
  checkStorable(beacon.events, 0);
  return beacon;
}

function checkStorable(value: unknown, level: number): void {
  if (typeof value === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) throw new Error(`the number ${value}`);
  if (typeof value === 'number' && value !== 0 && Math.abs(value) < 1e-130) throw new Error(`the number ${value}`);
  if (typeof value === 'string' && !value.isWellFormed()) throw new Error(`half a character in ${value}`);
  if (typeof value !== 'object' || value === null) return;
  if (level > 5 || Object.hasOwn(value, '__proto__')) throw new Error(`${JSON.stringify(value)} in an event`);
  for (const [name, inner] of Object.entries(value)) {
    checkStorable(name, level);
    checkStorable(inner, level + 1);
  }
}

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are held once everything that can go is gone. */
export async function heldBytes(): Promise<number> {
  for (let round = 0; round < 2; round += 1) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
