/** Makes the fixture anew: real visits of headless Chromium to the demo shop, with the tracker as it is built now. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { findBrowser } from '../local/browser.ts';
import { buildTracker } from '../tracker/build.ts';
import { fixturePath, packFixture, type RecordedVisit } from './fixture-file.ts';
import { randomOf } from './random.ts';
import { type Collector, startCollector } from './recording/collector.ts';
import { toRecorded } from './recording/to-recorded.ts';
import { Visitor } from './recording/visitor.ts';
import { type Visit, visits } from './recording/visits.ts';
import { startDemo } from './server.ts';

/** Visits at once: more would slow each other down and stretch what is measured. */
const atOnce = 2;

async function record(browser: Browser, collector: Collector, visit: Visit, index: number): Promise<RecordedVisit> {
  const key = `visit-${index}`;
  const shop = await startDemo({ port: 0, snippet: { src: `${collector.origin}/t.js`, key } });
  const touch = visit.device !== 'desktop';
  const [width, height] = visit.size;
  const context = await browser.newContext({
    viewport: { width, height },
    screen: { width, height },
    hasTouch: touch,
    isMobile: touch,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
  });
  try {
    const page = await context.newPage();
    await page.goto(shop.origin + visit.entry);
    await page.waitForTimeout(800);
    await visit.run(new Visitor(context, page, randomOf(index + 1), touch));
    for (const open of context.pages()) {
      await open.goto('about:blank');
      await open.waitForTimeout(400);
    }
  } finally {
    await context.close();
    await shop.close();
  }
  return toRecorded(visit, collector.of(key), { shop: shop.origin, tracker: collector.origin });
}

const folder = await mkdtemp(path.join(tmpdir(), 'afterglow-tracker-'));
const { recorder } = await buildTracker({ outDir: folder });
const collector = await startCollector(folder, recorder);
const browser = await chromium.launch(await findBrowser());
try {
  const recorded: RecordedVisit[] = [];
  const waiting = visits.map((visit, index) => ({ visit, index }));
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { visit, index } = next;
      recorded[index] = await record(browser, collector, visit, index);
      const { beacons, durationMs } = recorded[index];
      console.log(`${visit.device} ${visit.name}: ${beacons.length} beacons in ${(durationMs / 1_000).toFixed(0)} s`);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (collector.refused.length > 0)
    throw new Error(`The tracker's own work was refused:\n${collector.refused.join('\n')}`);
  const packed = packFixture(recorded);
  await mkdir(new URL('.', fixturePath), { recursive: true });
  await writeFile(fixturePath, packed);
  console.log(`${recorded.length} visits, ${(packed.byteLength / 1_000).toFixed(0)} kB`);
} finally {
  await browser.close();
  await collector.close();
  await rm(folder, { recursive: true, force: true });
}
