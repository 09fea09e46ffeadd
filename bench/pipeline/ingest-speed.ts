/** How fast the ingest handler takes beacons as the gateway hands them over, against a loop that only inflates, parses and counts them. */
import { gunzipSync } from 'node:zlib';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { originHeader } from '#contracts/resources.ts';
import { createIngest } from '../../functions/ingest/ingest.ts';
import { testIngest } from '../../functions/ingest/test-ingest.ts';
import { Random } from '../../functions/process/simulator/random.ts';
import { testProject } from '../../functions/shared/http/test-call.ts';
import { interleave } from '../interleave.ts';
import { newVisit, wholePageview } from './bodies.ts';

const agents = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:144.0) Gecko/20100101 Firefox/144.0',
];

/** The call that API Gateway makes of a beacon, as CloudFront hands it on. */
export function collectCall(
  body: Uint8Array,
  sentAt: number,
  agent: string = agents[0] as string,
): APIGatewayProxyEventV2 {
  return {
    routeKey: 'POST /i',
    rawPath: '/i',
    rawQueryString: `k=ag_key&t=${sentAt}`,
    headers: {
      accept: '*/*',
      'accept-encoding': 'gzip, deflate, br, zstd',
      'cloudfront-viewer-address': '203.0.113.9:41234',
      'cloudfront-viewer-city': 'Berlin',
      'cloudfront-viewer-country': 'DE',
      'cloudfront-viewer-country-region': 'BE',
      'content-length': String(body.byteLength),
      origin: 'https://shop.example',
      'user-agent': agent,
      [originHeader]: 'from the cdn',
    },
    requestContext: { requestId: 'JKJaXmPLvHcESHA=', http: { method: 'POST', path: '/i' } },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2;
}

/** The real handler over stores that answer at once; `put` gets what would go on the stream. */
export function instantIngest(put: (key: string, record: Uint8Array) => void, now: () => number) {
  const project = testProject({ timeZone: 'Europe/Berlin', origins: ['https://shop.example'] });
  return createIngest({
    projects: { byWriteKey: async () => project },
    sessions: { claim: async () => 0 },
    status: { seen: async () => {}, refused: async () => {} },
    stream: { put: async (key, record) => put(key, record) },
    ...testIngest,
    log: (line) => {
      if (line.level === 'error') throw new Error(String(line.reason));
    },
    now,
  });
}

/** Events a second of CPU of both, by round. */
export async function ingestSpeed(rounds: number, slice = 300) {
  const random = new Random(5);
  const at = Date.UTC(2026, 10, 20, 10, 12);
  const made = Array.from({ length: 400 }, () =>
    wholePageview(random, newVisit(random), at + random.whole(0, 600_000)),
  );
  const now = at + 700_000;
  let put = 0;
  const handler = instantIngest(
    () => {
      put += 1;
    },
    () => now,
  );
  const calls = made.map(({ body, sentAt }) => collectCall(body, sentAt, random.pick(agents)));
  const events = made.reduce((sum, one) => sum + one.events.length, 0);

  return await interleave(
    {
      loop: () => calls.reduce((sum, { body = '' }) => sum + countEvents(Buffer.from(body, 'base64')), 0),
      handler: async () => {
        const before = put;
        for (const call of calls) {
          const { statusCode, body } = await handler(call, {} as Context);
          if (statusCode !== 202) throw new Error(`ingest answered ${statusCode}: ${body}`);
        }
        return put - before === calls.length ? events : 0;
      },
    },
    { rounds, slice },
  );
}

const kinds = new Map<string, number>();

/** Inflates, parses line by line, and counts by kind: as little as can be done with a beacon. */
export function countEvents(body: Uint8Array): number {
  let events = -1;
  for (const line of gunzipSync(body).toString('utf8').split('\n')) {
    const { kind = 'header' } = JSON.parse(line) as { kind?: string };
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    events += 1;
  }
  return events;
}
