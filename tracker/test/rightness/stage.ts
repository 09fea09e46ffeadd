/** Records a page in a real browser, replays it in another, and holds the one against the other at every checkpoint. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { CDPSession, Page } from 'playwright-core';
import type { RrwebEvent } from '../../../contracts/beacon.ts';
import { startWorld, type World } from '../world.ts';
import type { PageTree } from './page-tree.ts';
import { recordedEvents } from './recorded-events.ts';
import { treeDiff } from './tree-diff.ts';

/** The dashboard's policy, which a replay inherits. */
const policy = [
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:",
  "font-src 'self' data: blob:; media-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; base-uri 'none'",
].join('; ');

/** Plays wait for timers most of the time. */
const playsAtOnce = 3;

/** Something done to the page, after which it is compared. It must have come to rest when `run` ends. */
export interface Step {
  name: string;
  run(page: Page): Promise<unknown>;
}

export interface Play {
  /** Markup of the body. */
  body: string;
  /** Markup of the head. */
  head?: string;
  /** Other addresses of the site. */
  pages?: Record<string, string>;
  /** Of the snippet. */
  attributes?: string;
  maskAll?: boolean;
  /** Runs in the page before anything else. */
  script?: () => void;
  /** Goes on while the recorder starts and takes its first picture. */
  meanwhile?: (page: Page) => Promise<unknown>;
  steps: Step[];
}

/** What a replay showed. `report` is empty when it is right, else it says where not. */
export interface Outcome {
  report: string;
  events: RrwebEvent[];
  checkpoints: number;
}

export interface Stage {
  world: World;
  rehearse(play: Play): Promise<Outcome>;
  close(): Promise<void>;
}

async function bundle(file: string, name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [path.join(import.meta.dirname, file)],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: name,
    target: 'es2022',
  });
  return outputFiles[0]?.text ?? '';
}

export async function startStage(): Promise<Stage> {
  const [inPage, inViewer] = await Promise.all([bundle('in-page.ts', 'inPage'), bundle('in-viewer.ts', 'inViewer')]);
  const world = await startWorld();
  const recordings = new Map<string, string>();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://viewer');
    const json = recordings.get(pathname);
    response.setHeader('Content-Security-Policy', policy);
    if (json) response.writeHead(200, { 'Content-Type': 'application/json' }).end(json);
    else if (pathname === '/viewer.js') response.writeHead(200, { 'Content-Type': 'text/javascript' }).end(inViewer);
    else {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><body><script src="/viewer.js"></script></body>');
    }
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const viewer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  let plays = 0;
  const turn = limited(playsAtOnce);

  async function rehearse(play: Play): Promise<Outcome> {
    plays += 1;
    const at = `/play-${plays}`;
    Object.assign(world.site.pages, play.pages);
    // Each play is its own visitor: several go on at once.
    const { page, context, errors } = await world.open({
      path: at,
      body: play.body || ' ',
      before: play.head ?? '',
      ...(play.attributes ? { attributes: play.attributes } : {}),
      ...(play.script ? { script: play.script } : {}),
    });
    try {
      const session = await context.newCDPSession(page);
      const tab = String(await evaluated(session, 'sessionStorage.ag_t'));
      const recorded = () => recordedEvents(world.collector.received, tab);
      const said = () =>
        sum(world.collector.received.filter(({ header }) => header.tab === tab).map(({ lines }) => lines.length));
      await Promise.all([
        play.meanwhile?.(page),
        pictured(session, () => recorded().events.some(({ type }) => type === 2)),
      ]);
      const options = { live: true, maskAll: play.maskAll ?? false, base: world.site.url + at };
      const told: { name: string; tree: PageTree }[] = [];
      for (const { name, run } of [{ name: 'the first picture', run: async () => {} }, ...play.steps]) {
        await run(page);
        await settled(session, said);
        told.push({ name, tree: await tellLive(session, inPage, options) });
        await pause(10);
      }
      await settled(session, said);
      const { events, damage } = recorded();
      const reports = [...errors.map((error) => `The page failed: ${error}`), ...damage, ...outOfOrder(events)];
      reports.push(...(await compare(at, events, told, { ...options, live: false })));
      return { report: reports.join('\n'), events, checkpoints: told.length };
    } finally {
      await context.close();
    }
  }

  async function compare(
    at: string,
    events: readonly RrwebEvent[],
    told: readonly { name: string; tree: PageTree }[],
    options: object,
  ): Promise<string[]> {
    const reports: string[] = [];
    const context = await world.browser.newContext({ viewport: { width: 1300, height: 900 } });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.text().startsWith('[replayer]')) reports.push(`The player warns: ${message.text().slice(0, 300)}`);
    });
    page.on('pageerror', (error) => reports.push(`The player fails: ${error.stack?.slice(0, 600)}`));
    recordings.set(`${at}.json`, JSON.stringify(events));
    try {
      await page.goto(viewer);
      const sandbox = await page.evaluate(`inViewer.load(${JSON.stringify(`${at}.json`)})`);
      if (sandbox !== 'allow-same-origin') reports.push(`The player's sandbox is "${sandbox}".`);
      for (const { name, tree } of told) {
        const shown = (await page.evaluate(`inViewer.show(${tree.at}, ${JSON.stringify(options)})`)) as PageTree;
        const diff = treeDiff(tree, shown);
        if (diff.length) reports.push(`After ${name}:`, ...diff);
      }
    } finally {
      recordings.delete(`${at}.json`);
      await context.close();
    }
    return reports;
  }

  return {
    world,
    rehearse: (play) => turn(() => rehearse(play)),
    async close() {
      await world.close();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** Runs at most so many at once. */
function limited(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let going = 0;
  return async (run) => {
    if (going >= most) await new Promise<void>((resolve) => void waiting.push(resolve));
    else going += 1;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else going -= 1;
    }
  };
}

/** Waits for the first full snapshot, which has to be sent as soon as it is asked for. */
async function pictured(session: CDPSession, holds: () => boolean, ms = 20_000): Promise<void> {
  const end = Date.now() + ms;
  while (!holds()) {
    if (Date.now() > end) throw new Error(`No full snapshot within ${ms} ms.`);
    await pause(50);
    await flush(session);
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Without the driver's own script in the page, which stands on what the page may have overwritten. */
async function evaluated(session: CDPSession, expression: string): Promise<unknown> {
  const options = { expression, awaitPromise: true, returnByValue: true };
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', options);
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}

const flush = (session: CDPSession) => evaluated(session, "afterglow('flush')");

/**
 * Waits until the recorder has nothing more to say: it throttles scrolling, works in slices, and looks at fields
 * twice a second. The page's own timers tell how long that is on a machine that has other things to do.
 */
async function settled(session: CDPSession, count: () => number): Promise<void> {
  let before = -1;
  for (let round = 0; round < 40; round += 1) {
    await evaluated(session, `new Promise((resolve) => setTimeout(resolve, ${round ? 120 : 550}))`);
    await flush(session);
    const now = count();
    if (now === before) return;
    before = now;
  }
  throw new Error('The recording does not come to rest: the page of a checkpoint has to.');
}

/** Tells the page from a world of our own, where what the page overwrote is as it was. */
async function tellLive(session: CDPSession, script: string, options: object): Promise<PageTree> {
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', {
    expression: `${script};JSON.stringify(inPage.tell(${JSON.stringify(options)}))`,
    contextId: executionContextId,
    returnByValue: true,
  });
  if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return JSON.parse(String(result.value)) as PageTree;
}

/** Events that come before one that is later, which a player shows too late or not at all. */
function outOfOrder(events: readonly RrwebEvent[]): string[] {
  return events.flatMap(({ timestamp, type }, index) => {
    const before = events[index - 1];
    if (!before || before.timestamp <= timestamp) return [];
    return [`Event ${index} (type ${type}) is ${before.timestamp - timestamp} ms older than the one before it.`];
  });
}
