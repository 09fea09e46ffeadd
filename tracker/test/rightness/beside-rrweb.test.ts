/**
 * What a replay cannot show, or shows only as it plays on: our events are held against those of `@rrweb/record`, which
 * records the same page at the same time.
 */
import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { expect, it } from 'vitest';
import type { RrwebEvent } from '../../../contracts/beacon.ts';
import { source } from '../../../contracts/recorded-changes.ts';
import { recordingOp } from '../../../contracts/recording-format.ts';
import { until } from '../world.ts';
import { pictured } from './at-rest.ts';
import { stage, useStage } from './own-stage.ts';
import { smallFont } from './small-font.ts';

useStage();

declare global {
  var theirs: RrwebEvent[];
  var rrwebRecord: { record(options: { emit(event: RrwebEvent): void; collectFonts: boolean }): void };
}

/** Makes `rrwebRecord` of a page. */
async function recorder(): Promise<string> {
  const contents = `export { record } from '@rrweb/record';`;
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: import.meta.dirname },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'rrwebRecord',
  });
  return outputFiles[0]?.text.replace(/^var rrwebRecord/m, 'globalThis.rrwebRecord') ?? '';
}

type Data = Record<string, unknown>;
interface Told {
  id: number;
  type: number;
  tagName?: string;
  attributes?: { id?: string };
  textContent?: string;
  childNodes?: Told[];
}

/** What events of a source say, with nodes by what they are called in the page. */
function said(events: readonly RrwebEvent[], wanted: number): Data[] {
  const names = new Map<unknown, string>();
  const learn = ({ id, attributes, tagName, textContent, childNodes = [] }: Told) => {
    names.set(id, attributes?.id ?? tagName ?? textContent ?? 'document');
    childNodes.forEach(learn);
  };
  const nameNodes = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(nameNodes);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [
        key,
        /^(id|start|end)$/.test(key) ? names.get(inner) : nameNodes(inner),
      ]),
    );
  };
  return events.flatMap(({ type, data }) => {
    const { node, source: from, adds = [], ...rest } = data as Data & { adds?: { node: Told }[] };
    if (type === 2) learn(node as Told);
    for (const add of adds) learn(add.node);
    return type === 3 && from === wanted ? [nameNodes(rest) as Data] : [];
  });
}

const wholePixels = (told: Data) =>
  told.x !== undefined ? { ...told, x: Math.floor(Number(told.x)), y: Math.floor(Number(told.y)) } : told;

/** What was told of each field, in its order. */
const byField = (told: readonly Data[]) => Object.fromEntries(Map.groupBy(told, ({ id }) => String(id)));

/** What was selected, each once, without mere carets. */
function selections(told: readonly Data[]): string[] {
  const ranges = told
    .flatMap((each) => each.ranges as Data[])
    .map(({ start, startOffset, end, endOffset }) => [start, startOffset, end, endOffset]);
  return [
    ...new Set(ranges.filter(([start, from, end, to]) => start !== end || from !== to).map((ends) => ends.join(' '))),
  ].sort();
}

it('tells what @rrweb/record tells of the same page', async () => {
  const performance = await stage.perform({
    pages: { '/inside-beside': '<!doctype html><p id="inside">Inside</p>' },
    body: `<input id="field" data-ag-unmask><input type="checkbox" id="box" data-ag-unmask><input type="radio" name="r" id="one" checked data-ag-unmask>
      <input type="radio" name="r" id="two" data-ag-unmask><select id="choice" data-ag-unmask><option>a</option><option>b</option></select>
      <textarea id="area" data-ag-unmask>Text</textarea><p id="text">Some <b id="bold">bold</b> words</p>
      <div id="scroller" style="height:60px;overflow:auto"><div style="height:900px"></div></div>
      <video id="video" muted src="${stage.silence}" width="40" height="30"></video><iframe id="frame" src="/inside-beside"></iframe>`,
  });
  const { page, session, count, settle, recorded } = performance;
  await pictured(session, () => count(recordingOp.end) > 0);
  await settle();
  const before = recorded().length;
  await page.evaluate(await recorder());
  await page.evaluate(() => {
    globalThis.theirs = [];
    rrwebRecord.record({ emit: (event) => theirs.push(event), collectFonts: true });
  });
  const ofTheirs = async () => (await page.evaluate('theirs')) as RrwebEvent[];
  type Holds = (events: readonly RrwebEvent[]) => boolean;
  /** Waits until this holds of what we have told. */
  const told = (holds: Holds) =>
    until(async () => {
      await page.evaluate(() => window.afterglow('flush'));
      return holds(recorded());
    });
  /** Waits until it holds of what either recorder has told. */
  const bothTold = async (holds: Holds) => {
    await told(holds);
    await until(async () => holds(await ofTheirs()));
  };
  await page.locator('#field').click();
  await page.keyboard.type('ab');
  await page.locator('#box').check();
  await page.locator('#two').check();
  await page.locator('#choice').selectOption('b');
  await page.locator('#area').click();
  await page.keyboard.type('!');
  await page.locator('#bold').dblclick();
  await bothTold((events) => selections(said(events, source.selection)).includes('bold 0 bold 4'));
  await page.locator('#text').click({ button: 'right' });
  await page.frameLocator('#frame').locator('#inside').dblclick();
  // Theirs tells it with what is selected next.
  await told((events) => selections(said(events, source.selection)).includes('Inside 0 Inside 6'));
  await page.setViewportSize({ width: 900, height: 700 });
  await page.evaluate(() => {
    document.querySelector('#scroller')?.scrollTo(0, 120);
    scrollTo(0, 300);
  });
  await bothTold((events) => said(events, source.scroll).length >= 2 && said(events, source.resize).length >= 1);
  const turns = ['play', 'pause', 'seeked', 'volumechange', 'ratechange'];
  for (const [past, turn] of turns.entries()) {
    await page.evaluate(async (type) => {
      const video = document.querySelector('#video') as HTMLVideoElement;
      const done = new Promise((resolve) => video.addEventListener(type, resolve, { once: true }));
      if (type === 'play') await video.play();
      if (type === 'pause') video.pause();
      if (type === 'seeked') video.currentTime = 12;
      if (type === 'volumechange') video.volume = 0.5;
      if (type === 'ratechange') video.playbackRate = 2;
      await done;
    }, turn);
    await bothTold((events) => said(events, source.media).length > past);
  }
  const font = await readFile(smallFont);
  await page.evaluate((text) => {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    document.fonts.add(new FontFace('Bytes', bytes.buffer, { weight: '700' }));
    document.fonts.add(new FontFace('Address', `url("data:font/woff2;base64,${text}")`));
    // So large a font is left out by ours alone.
    document.fonts.add(new FontFace('Large', `url("data:font/woff2;base64,${'A'.repeat(200_000)}")`));
    customElements.define('x-beside', class extends HTMLElement {});
    getSelection()?.selectAllChildren(document.querySelector('#text') as Element);
  }, font.toString('base64'));
  await bothTold((events) => selections(said(events, source.selection)).includes('text 0 text 3'));
  await page.evaluate(() => getSelection()?.removeAllRanges());
  await settle();
  const own = recorded();
  const theirs = await ofTheirs();
  const ours = (wanted: number) => said(own, wanted).slice(said(own.slice(0, before), wanted).length);

  const media = ours(source.media);
  const fonts = ours(source.font);

  // Where the pointer is between two pixels, a recorder may say either.
  expect(ours(source.interaction).map(wholePixels)).toEqual(said(theirs, source.interaction).map(wholePixels));
  expect(ours(source.resize)).toEqual(said(theirs, source.resize));
  expect(ours(source.scroll)).toEqual(said(theirs, source.scroll));
  // What a script or another field changes is seen by looking twice a second.
  expect(byField(ours(source.input))).toEqual(byField(said(theirs, source.input)));
  expect(media.map(({ type }) => type)).toEqual([0, 1, 2, 3, 4]);
  expect(media).toEqual(said(theirs, source.media));
  expect(fonts.map(({ family }) => family)).toEqual(['Bytes', 'Address']);
  expect(fonts).toEqual(
    said(theirs, source.font)
      .slice(0, 2)
      .map((font) => ({ ...font, descriptors: font.descriptors ?? {} })),
  );
  expect(selections(ours(source.selection))).toEqual(['Inside 0 Inside 6', 'bold 0 bold 4', 'text 0 text 3']);
  expect(selections(ours(source.selection))).toEqual(selections(said(theirs, source.selection)));
  expect(ours(source.define)).toEqual([{ define: { name: 'x-beside' } }]);
  expect(ours(source.define)).toEqual(said(theirs, source.define));
  await performance.close();
});
