import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { keptFilePath } from '#contracts/kept-file.ts';
import type { RecordingManifest } from '#contracts/recording.ts';
import { recordingOp } from '#contracts/recording-format.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { sealFrame } from '../functions/shared/seal.ts';

const run = promisify(execFile);
const project = 'prj_tool';
const session = '00000000-0000-7000-8000-000000000001';
const document = '00000000-0000-4000-8000-000000000002';
const tab = '00000000-0000-4000-8000-000000000003';
const key = randomBytes(32);
const earlyKey = randomBytes(32);
const css = '.p-0 { background: url("https://shop.example/tile.png"); }';
const hash = createHash('sha256').update(css).digest('hex');
const gone = 'f'.repeat(64);
const at = Date.UTC(2026, 10, 20);

/** Of a page with two linked sheets, both named by their content, and a change after it. */
const frames = [
  [
    [recordingOp.snapshot, at, 0, 'https://shop.example/', 800, 600],
    [recordingOp.nodes, at, ['html'], ['head'], ['link'], 1, ['link'], 2, ['body'], ['p', 'class', 'p-0'], 'Shoes'],
    [recordingOp.keptCss, at, 4, hash],
    [recordingOp.keptCss, at, 5, gone],
    [recordingOp.end, at, 0, 0],
  ],
  [[recordingOp.resize, at + 5, 400, 300]],
].map((recorded, seq) => seal(key, seq, recorded));
/** What the visitor did before anything was recorded, in an object of its own. */
const early = seal(earlyKey, 7, []);

function seal(secret: Uint8Array, seq: number, recorded: unknown[]): Buffer {
  const label = frameLabel({ project, session, document, seq });
  return Buffer.from(sealFrame(secret, label, { offset: 250, events: [], rrweb: [], recorded }));
}

const manifest: RecordingManifest = {
  startedAt: new Date(at).toISOString(),
  endedAt: null,
  tabs: [{ id: tab, from: 0, to: 5 }],
  objects: [
    { id: 'o', url: '/b/30/block' },
    { id: 'e', url: '/b/30/early', key: earlyKey.toString('base64') },
  ],
  frames: [
    ...frames.map((frame, seq) => {
      const first = seq ? (frames[0]?.length ?? 0) : 0;
      const range: [number, number] = [first, first + frame.length - 1];
      return { object: 'o', range, document, tab, seq, from: 0, to: 5, keyframe: !seq };
    }),
    { object: 'e', range: [0, early.length - 1], document, tab, seq: 7, from: 0, to: 5, keyframe: false },
  ],
  key: key.toString('base64'),
  gaps: [],
  before: null,
  after: null,
};

/** What an Afterglow answers, by path. */
let answers: Record<string, string | Buffer>;
let server: Server;

beforeAll(async () => {
  server = createServer(({ url = '', headers }, response) => {
    const body = answers[url];
    const [, first, last] = /bytes=(\d+)-(\d+)/.exec(headers.range ?? '') ?? [];
    if (body === undefined) response.writeHead(403).end();
    else if (last) response.writeHead(206).end(body.slice(Number(first), Number(last) + 1));
    else response.end(body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => void server.close());
beforeEach(() => {
  answers = {
    [`/api/projects/${project}/sessions/${session}/recording`]: JSON.stringify(manifest),
    '/b/30/block': Buffer.concat(frames),
    '/b/30/early': early,
    [keptFilePath(project, hash)]: css,
  };
});

it('exports a recording with the text of stylesheets that are kept by their content, and says which are not', async () => {
  const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const tool = path.join(import.meta.dirname, 'export-recording.ts');
  const { stdout, stderr } = await run(process.execPath, [tool, session, '--project', project, '--api', api], {
    env: { ...process.env, AFTERGLOW_TOKEN: 'a token' },
  });
  const events = JSON.parse(stdout) as { type: number; timestamp: number; data: unknown }[];

  expect(events.map(({ type, timestamp }) => [type, timestamp - at])).toEqual([
    [4, 250],
    [2, 250],
    [3, 255],
  ]);
  expect(events[1]?.data).toMatchObject({
    node: {
      childNodes: [
        { childNodes: [{ childNodes: [{ attributes: { _cssText: css } }, { tagName: 'link', attributes: {} }] }, {}] },
      ],
    },
  });
  expect(JSON.stringify(events[1])).toContain('Shoes');
  expect(stderr).toContain(`${keptFilePath(project, gone)} answered 403: the page is without this stylesheet.`);
});
