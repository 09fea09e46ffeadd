/**
 * `npm run bench:tracker -- [--pages shop,…] [--recorders rrweb,…] [--rounds 1] [--throttle 1,4] [--write]`: what our
 * scripts and those of others cost a page, in one interleaved run. Slowed down, only those are measured that the targets
 * name.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { findBrowser } from '../../local/browser.ts';
import { benchOptions, chosen, report, setting } from '../report.ts';
import { median } from '../statistics.ts';
import { figureTable, markdownTable, readable } from '../table.ts';
import { benchPages, type PageName } from './bench-pages.ts';
import { drive, type Measured } from './drive.ts';
import { type RecorderName, recorderNames, recorders, versionOf } from './recorders.ts';
import { difference } from './replayed.ts';
import { startServers } from './servers.ts';
import { sizeFigures, speedFigures } from './targets.ts';

const options = benchOptions(['pages', 'recorders', 'rounds', 'throttle']);
const pageNames = chosen(options.pages, Object.keys(benchPages) as PageName[]);
const names = chosen(options.recorders, recorderNames);
const rounds = Number(options.rounds ?? 1);
const throttles = (options.throttle ?? '1,4').split(',').map(Number);
if (!(rounds >= 1) || throttles.some((rate) => !(rate >= 1))) throw new Error('rounds and throttle are numbers from 1');
const slowed: readonly RecorderName[] = ['none', 't.js + x.js + recorder', 'rrweb', 'Clarity'];

/** By throttle, page and recorder: what each round measured, or why it scores nothing. */
const results = new Map<string, { rounds: Measured[]; failed?: string }>();
const idOf = (throttle: number, page: PageName, name: RecorderName) => `${throttle} ${page} ${name}`;

const head = [
  'recorder',
  'scripts, brotli kB',
  'start: longest task, ms',
  'start: script, ms',
  'use: script, ms',
  'rebuild: longest task, ms',
  'rebuild: script, ms',
  'all: script, ms',
  'all: tasks, ms',
  'heap, MB',
  'requests',
  'upload, kB',
  'replay',
];

const folder = await mkdtemp(path.join(tmpdir(), 'afterglow-bench-'));
const servers = await startServers(folder, names);
const found = await findBrowser();
const browser = await chromium.launch({
  ...found,
  // Peers that also write to their makers' hosts find nobody there.
  args: [...found.args, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'],
});
try {
  for (let round = 0; round < rounds; round += 1) {
    for (const throttle of throttles) {
      for (const page of pageNames) {
        for (const name of round % 2 === 0 ? names : names.toReversed()) {
          if (throttle > 1 && options.recorders === undefined && !slowed.includes(name)) continue;
          await measure(throttle, page, name);
        }
      }
    }
  }
  const versions: Record<string, string> = { Chromium: browser.version() };
  for (const name of names) {
    const { package: library } = recorders[name];
    if (library) versions[library] = await versionOf(library);
  }
  await report('bench:tracker', text(setting(new Date(), versions)), options.write);
} finally {
  await browser.close();
  await servers.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure(throttle: number, page: PageName, name: RecorderName): Promise<void> {
  const id = idOf(throttle, page, name);
  const own = results.get(id) ?? { rounds: [] };
  results.set(id, own);
  const run = await drive(browser, servers, page, name, throttle);
  const found = recorders[name].gated ? await difference(browser, run) : undefined;
  if (found) own.failed = found;
  own.rounds.push(run.measured);
  console.error(`${throttle}× ${page}, ${name}: ${found ? `not replayed as it was ${found}` : 'done'}`);
}

function middle(throttle: number, page: PageName, name: RecorderName): Measured | undefined {
  const own = results.get(idOf(throttle, page, name));
  const [first] = own?.rounds ?? [];
  if (!own || !first || own.failed) return undefined;
  const parts = Object.keys(first) as (keyof Measured)[];
  return Object.fromEntries(
    parts.map((part) => [part, median(own.rounds.map((one) => one[part]))]),
  ) as unknown as Measured;
}

function text(where: string): string {
  const parts = [
    where,
    `Median of ${rounds} ${rounds === 1 ? 'round' : 'rounds'}, all recorders in turn on each page. Script, tasks and the longest task are times of the page's main thread by its own clock, so that other work on the machine is not in them. Uploads are what was sent until the page was left. Held against the page by replaying it: ours and rrweb; the formats of Clarity, OpenReplay, Sentry and PostHog are their own, and are not held.`,
    figureTable(sizeFigures(servers.sizes, servers.recorderBytes)),
  ];
  for (const throttle of throttles) {
    const figures = speedFigures((page, name) => middle(throttle, page, name), throttle);
    if (figures.length > 0) parts.push(`### Against the targets, ${throttle}× slowed`, figureTable(figures));
    for (const page of pageNames) {
      const rows = names.flatMap((name) => rowOf(throttle, page, name));
      if (rows.length > 0) parts.push(`### ${page}, ${throttle}× slowed`, markdownTable(head, rows));
    }
  }
  return parts.join('\n\n');
}

function rowOf(throttle: number, page: PageName, name: RecorderName): string[][] {
  const own = results.get(idOf(throttle, page, name));
  if (!own) return [];
  const found = middle(throttle, page, name);
  if (!found) return [[name, ...head.slice(2).map(() => '–'), `differs ${own.failed}`.slice(0, 160)]];
  const numbers = [
    found.scripts / 1_000,
    found.startLongest,
    found.startScript,
    found.useScript,
    found.rebuildLongest,
    found.rebuildScript,
    found.script,
    found.tasks,
    found.heap / 1e6,
    found.requests,
    found.uploaded / 1_000,
  ];
  return [[name, ...numbers.map(readable), recorders[name].gated ? 'equal' : name === 'none' ? '' : 'not held']];
}
