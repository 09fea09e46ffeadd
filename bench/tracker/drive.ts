/** One run: a page in Chromium, a recorder that starts on it, somebody who uses it, and the page built anew. */
import { once } from 'node:events';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { type BenchPage, benchPages, type PageName } from './bench-pages.ts';
import { longestTask, type TraceEvent } from './longest-task.ts';
import { pageLines } from './page-lines.ts';
import { type RecorderName, recorders } from './recorders.ts';
import type { Intake, Servers } from './servers.ts';

/** Times in ms, sizes in bytes. */
export interface Measured {
  /** Of scripts, as brotli sends them. */
  scripts: number;
  startLongest: number;
  startScript: number;
  useScript: number;
  rebuildLongest: number;
  rebuildScript: number;
  /** Start, use and rebuild together. */
  script: number;
  tasks: number;
  heap: number;
  requests: number;
  uploaded: number;
}

/** The page at a moment of its clock. */
export interface Checkpoint {
  name: string;
  at: number;
  lines: string[];
}

export interface Run {
  measured: Measured;
  checkpoints: Checkpoint[];
  bodies: Buffer[];
}

/** ms: until a recorder has started, and until what a rebuild causes is over. */
const settling = { ordinary: 2_500, huge: 4_500 } as const;

export async function drive(
  browser: Browser,
  servers: Servers,
  pageName: PageName,
  recorder: RecorderName,
  throttle: number,
): Promise<Run> {
  const { huge }: BenchPage = benchPages[pageName];
  const settle = (huge ? settling.huge : settling.ordinary) * (throttle > 1 ? 2 : 1);
  // Some peers record no headless browser.
  const userAgent = `Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${browser.version()} Safari/537.36`;
  const context = await browser.newContext({ viewport: { width: 1_280, height: 800 }, userAgent });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  // By the thread's own clock, so that other work on the machine is not taken for the page's.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  await page.goto(servers.page(pageName));
  await page.waitForTimeout(1_000);
  if (throttle > 1) await session.send('Emulation.setCPUThrottlingRate', { rate: throttle });
  const intake: Intake = servers.begin(recorder);

  const begun = await metrics(session);
  const startTrace = await traced(session, async () => {
    const script = recorders[recorder].script(servers.collector);
    if (script) await page.evaluate(startInPage, script);
    await page.waitForTimeout(settle);
    if (huge) await quiet(session);
  });
  const started = await metrics(session);
  const checkpoints: Checkpoint[] = [];
  checkpoints.push(await checkpoint(page, 'started'));

  const usedFrom = await metrics(session);
  await use(page);
  const used = await metrics(session);
  checkpoints.push(await checkpoint(page, 'used'));

  const rebuiltFrom = await metrics(session);
  const rebuildTrace = await traced(session, async () => {
    // Within a task of its own, since what a debugger evaluates is reported as none.
    await page.evaluate(() => void setTimeout(() => (window as unknown as { rebuild(): void }).rebuild(), 50));
    await page.waitForTimeout(settle);
    if (huge) await quiet(session);
  });
  const rebuilt = await metrics(session);
  checkpoints.push(await checkpoint(page, 'rebuilt'));

  await session.send('HeapProfiler.collectGarbage');
  const { JSHeapUsedSize: heap } = await metrics(session);
  // What has not left is told as the page goes; rrweb's has to be asked for it, since its fetch does not outlive a page.
  await page.evaluate('window.flushBench?.()');
  await page.goto('about:blank');
  await page.waitForTimeout(500);
  await context.close();

  const start = between(begun, started);
  const usage = between(usedFrom, used);
  const rebuild = between(rebuiltFrom, rebuilt);
  return {
    measured: {
      scripts: [...intake.scripts.values()].reduce((sum, bytes) => sum + bytes, 0),
      startLongest: startTrace.longest,
      startScript: start.script,
      useScript: usage.script,
      rebuildLongest: rebuildTrace.longest,
      rebuildScript: rebuild.script,
      script: start.script + usage.script + rebuild.script,
      tasks: start.tasks + usage.tasks + rebuild.tasks,
      heap,
      requests: intake.requests,
      uploaded: intake.uploaded,
    },
    checkpoints,
    bodies: intake.bodies,
  };
}

/** Puts the script in as a snippet would; runs in the page. */
function startInPage({ src, attributes = {} }: { src: string; attributes?: Record<string, string> }): void {
  setTimeout(() => {
    const script = document.createElement('script');
    for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
    script.async = true;
    script.src = src;
    document.head.append(script);
  }, 50);
}

/** The same visitor every time, and on every page. */
async function use(page: Page): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    for (let step = 0; step < 12; step += 1) {
      await page.mouse.move(200 + step * 60, 150 + ((step * 97) % 400), { steps: 3 });
      await page.waitForTimeout(40);
    }
    await page.mouse.wheel(0, 500);
    await page.waitForTimeout(200);
    await page.mouse.wheel(0, -500);
    await page.waitForTimeout(200);
    await page.locator('#search').click();
    await page.keyboard.type('ja', { delay: 60 });
    await page.keyboard.press('Backspace');
    await page.keyboard.press('Backspace');
    const button = page.locator('.add, #pause, #again').nth(0);
    await button.click();
    await page.waitForTimeout(150);
    await button.click();
    await page.waitForTimeout(400);
  }
}

/** The page as it stands; looked at with every recorder, so that all are used under the same conditions. */
async function checkpoint(page: Page, name: string): Promise<Checkpoint> {
  const hold = (on: boolean) =>
    page.evaluate((held) => (window as unknown as { hold?(on: boolean): void }).hold?.(held), on);
  // What moves by itself stands still, or page and replay would be told at different moments.
  await hold(true);
  await page.waitForTimeout(200);
  const lines = await page.evaluate<string[]>(`(${pageLines.toString()})(document)`);
  const at = await page.evaluate(() => Date.now());
  await page.waitForTimeout(150);
  await hold(false);
  return { name, at, lines };
}

/** Waits until the page has next to nothing to do any more: on a busy machine a fixed time is not enough. */
async function quiet(session: CDPSession): Promise<void> {
  let before = (await metrics(session)).TaskDuration;
  for (let calm = 0, polls = 0; calm < 3 && polls < 60; polls += 1) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { TaskDuration: now } = await metrics(session);
    calm = now - before < 0.03 ? calm + 1 : 0;
    before = now;
  }
}

type Metrics = Record<'ScriptDuration' | 'TaskDuration' | 'JSHeapUsedSize', number>;

/** ms that the page's thread spent from one moment to another. */
const between = (from: Metrics, to: Metrics) => ({
  script: (to.ScriptDuration - from.ScriptDuration) * 1_000,
  tasks: (to.TaskDuration - from.TaskDuration) * 1_000,
});

async function metrics(session: CDPSession): Promise<Metrics> {
  const { metrics: list } = await session.send('Performance.getMetrics');
  return Object.fromEntries(list.map(({ name, value }) => [name, value])) as Metrics;
}

/** The longest task while something happens. */
async function traced(session: CDPSession, work: () => Promise<void>): Promise<{ longest: number; all: number }> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }) => void events.push(...(value as TraceEvent[]));
  session.on('Tracing.dataCollected', collect);
  await session.send('Tracing.start', { categories: 'toplevel', transferMode: 'ReportEvents' });
  await work();
  const complete = once(session as unknown as NodeJS.EventEmitter, 'Tracing.tracingComplete');
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  return longestTask(events);
}
