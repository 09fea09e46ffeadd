/**
 * Records a page in a real browser, replays it in another, and holds the one against the other at every checkpoint.
 * Past 200 lines, because record, replay and comparison share the two browsers.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { build } from 'esbuild';
import type { CDPSession, Page } from 'playwright-core';
import type { AnalyticsEvent, RrwebEvent } from '../../../contracts/beacon.ts';
import { recordingOp } from '../../../contracts/recording-format.ts';
import type { Received } from '../collector.ts';
import { startWorld, until, type World } from '../world.ts';
import { evaluated, limited, pause, pictured, settled } from './at-rest.ts';
import type { PageTree } from './page-tree.ts';
import { recordedEvents } from './recorded-events.ts';
import { serveSilence } from './silence.ts';
import { treeDiff } from './tree-diff.ts';

/** The dashboard's policy, which a replay inherits. */
const policy = [
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:",
  "font-src 'self' data: blob:; media-src 'self' data: blob:; connect-src 'self'; frame-src 'self'; base-uri 'none'",
].join('; ');

/** Plays wait for timers most of the time. */
const playsAtOnce = 4;

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
  checkpoints: number;
}

/** A page that is recorded, for tests that go a way of their own. */
export interface Performance {
  page: Page;
  session: CDPSession;
  beacons(): Received[];
  recorded(): RrwebEvent[];
  /** Lines of a kind that have arrived. */
  count(op: number): number;
  /** Waits until all is told. */
  settle(): Promise<void>;
  /** Tells the page as it is, to be held against its replay. */
  tell(name: string): Promise<PageTree>;
  told: { name: string; tree: PageTree }[];
  /** What is wrong with the replay so far. */
  judge(): Promise<string[]>;
  close(): Promise<void>;
}

export interface Stage {
  world: World;
  /** Twenty seconds of sound that the page and its replay may load. */
  silence: string;
  rehearse(play: Play): Promise<Outcome>;
  perform(play: Omit<Play, 'steps'>): Promise<Performance>;
  /** The last that a replay shows, and what is wrong with it. */
  replay(events: readonly RrwebEvent[]): Promise<{ tree: PageTree; report: string[] }>;
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
    else if (pathname === '/silence.wav') serveSilence(request, response);
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

  async function perform(play: Omit<Play, 'steps'>): Promise<Performance> {
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
    const session = await context.newCDPSession(page);
    const tabNow = () => evaluated(session, 'sessionStorage.ag_t');
    // It begins once its settings have come, which may be after all scripts.
    await until(async () => !!(await tabNow()));
    const tab = await tabNow();
    const beacons = () => world.collector.received.filter(({ header }) => header.tab === tab);
    const options = { live: true, maskAll: play.maskAll ?? false, base: world.site.url + at };
    const told: { name: string; tree: PageTree }[] = [];
    return {
      page,
      session,
      told,
      beacons,
      recorded: () => recordedEvents(beacons()).events,
      count: (op) =>
        beacons()
          .flatMap(({ lines }) => lines)
          .filter((line) => line[0] === op).length,
      settle: () => settled(session, () => sum(beacons().map(({ lines }) => lines.length))),
      async tell(name) {
        const tree = await tellLive(session, inPage, options);
        told.push({ name, tree });
        await pause(10);
        return tree;
      },
      async judge() {
        const { events, damage } = recordedEvents(beacons());
        const failures = beacons().flatMap((beacon) => beacon.events.flatMap(failureOf));
        const shown = await compare(at, events, told, { ...options, live: false });
        return [
          ...errors.map((error) => `The page failed: ${error}`),
          ...failures,
          ...damage,
          ...outOfOrder(events),
          ...shown,
        ];
      },
      close: () => context.close(),
    };
  }

  async function rehearse(play: Play): Promise<Outcome> {
    const performance = await perform(play);
    const { page, session, count, settle, tell, told } = performance;
    try {
      await Promise.all([play.meanwhile?.(page), pictured(session, () => count(recordingOp.end) > 0)]);
      for (const { name, run } of [{ name: 'the first picture', run: async () => {} }, ...play.steps]) {
        await run(page);
        await settle();
        await tell(name);
      }
      await settle();
      return { report: (await performance.judge()).join('\n'), checkpoints: told.length };
    } finally {
      await performance.close();
    }
  }

  async function compare(
    at: string,
    events: readonly RrwebEvent[],
    told: readonly { name: string; tree: PageTree }[],
    options: object,
    hold?: (shown: PageTree) => unknown,
  ): Promise<string[]> {
    const reports: string[] = [];
    const context = await world.browser.newContext({ viewport: { width: 1300, height: 900 } });
    const page = await context.newPage();
    page.on('console', (message) => {
      if (message.text().startsWith('[replayer]')) reports.push(`The player warns: ${message.text().slice(0, 300)}`);
    });
    page.on('pageerror', (error) => {
      // A player that stops where media had just begun waits for none of them.
      if (/play\(\) request was interrupted/.test(error.message)) return;
      reports.push(`The player fails: ${(error.stack || String(error)).slice(0, 600)}`);
    });
    recordings.set(`${at}.json`, JSON.stringify(events));
    try {
      await page.goto(viewer);
      const sandbox = await page.evaluate(`inViewer.load(${JSON.stringify(`${at}.json`)})`);
      if (sandbox !== 'allow-same-origin') reports.push(`The player's sandbox is "${sandbox}".`);
      for (const { name, tree } of told) {
        const shown = (await page.evaluate(`inViewer.show(${tree.at}, ${JSON.stringify(options)})`)) as PageTree;
        if (hold) {
          hold(shown);
          continue;
        }
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
    silence: `${viewer}/silence.wav`,
    perform,
    async replay(events) {
      const at = Number.MAX_SAFE_INTEGER;
      const shown: PageTree[] = [];
      const base = { lines: [], scrolls: [], media: [], at };
      const options = { live: false, maskAll: false, base: world.site.url };
      const report = await compare('/replay', events, [{ name: '', tree: base }], options, (tree) => shown.push(tree));
      return { tree: shown[0] ?? base, report };
    },
    rehearse: (play) => turn(() => rehearse(play)),
    async close() {
      await world.close();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

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

/** An error of ours, which the recorder tells as a line of the console. */
const failureOf = (event: AnalyticsEvent): string[] =>
  event.kind === 'console' && event.text.startsWith('Afterglow recorder') ? [event.text] : [];

/** Events that come before one that is later, which a player shows too late or not at all. */
function outOfOrder(events: readonly RrwebEvent[]): string[] {
  return events.flatMap(({ timestamp, type }, index) => {
    const before = events[index - 1];
    if (!before || before.timestamp <= timestamp) return [];
    return [`Event ${index} (type ${type}) is ${before.timestamp - timestamp} ms older than the one before it.`];
  });
}
