import { describe, expect, it } from 'vitest';
import { recordingOp } from '../../contracts/recording-format.ts';
import { open, pictured, recorded, useWorld, visit, world } from './own-world.ts';
import { type Opening, until } from './world.ts';

useWorld({ sampling: 1, isSilent: true });

const rules = Array.from(
  { length: 80 },
  (_, n) => `.rule-${n} { padding: ${n}px; background: url("/tile-${n}.png"); }`,
);
const page = (sheet = '/site.css') => ({ body: '<h1>Shoes</h1>', before: `<link rel="stylesheet" href="${sheet}">` });
const lines = (op: number) => world.collector.received.flatMap((beacon) => beacon.lines).filter(([own]) => own === op);
/** Opens a page with a sheet of 80 rules, of a project that keeps files. */
async function visitPage(options: Opening = {}): Promise<void> {
  const { collector, site } = world;
  collector.config.files = collector.files;
  site.pages['/site.css'] = rules.join('\n');
  await open({ ...page(), ...options });
  await pictured(1);
}

/** Waits until it is in the recording. */
const arrived = (text: string) =>
  until(async () => {
    await visit.page.evaluate(() => window.afterglow('flush'));
    return JSON.stringify(recorded()).includes(text);
  });

describe('the sheet of a link', () => {
  it('is sent once, and named by what it says from then on', async () => {
    await visitPage();
    const [[, at, id, hash] = []] = lines(recordingOp.keptCss);
    const [, end] = lines(recordingOp.end)[0] ?? [];

    expect(world.collector.kept.size).toBe(1);
    expect(world.collector.kept.get(`${hash}`)).toContain(`url("${world.site.url}/tile-79.png")`);
    expect(at).toBe(end);
    expect(id).toBeGreaterThan(1);
    expect(lines(recordingOp.css)).toEqual([]);
    // The player gets the text in its place.
    expect(JSON.stringify(recorded())).toContain('.rule-79');

    const asked: string[] = [];
    visit.page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    await visit.page.goto(`${world.site.url}/`);
    await pictured(2);
    expect(lines(recordingOp.keptCss).map((line) => line[3])).toEqual([hash, hash]);
    expect(asked.filter((path) => path.startsWith('/i/file'))).toEqual([]);
  });

  it('is asked for again in the next session, and sent anew where it was erased', async () => {
    await visitPage();
    const [[, , , hash] = []] = lines(recordingOp.keptCss);
    world.collector.asked = [];
    world.collector.kept.clear();
    await visit.page.evaluate(() => window.afterglow('reset'));
    await visit.page.goto(`${world.site.url}/`);
    await until(() => world.collector.kept.size === 1);

    await until(() => lines(recordingOp.keptCss).at(-1)?.[3] === hash && lines(recordingOp.keptCss).length > 1);
    expect([...world.collector.kept.keys()]).toEqual([hash]);
    expect(new Set(world.collector.asked)).toEqual(new Set([`GET ?k=agw_test&f=${hash}`]));
  });

  it('is asked for without a preflight, by an address that caches answer once it is kept', async () => {
    await visitPage();
    const [[, , , hash] = []] = lines(recordingOp.keptCss);
    for (let earlier = 1; earlier <= 2; earlier += 1) {
      // As in a session that does not know yet.
      await visit.page.evaluate(() => localStorage.removeItem('ag_k'));
      await visit.page.goto(`${world.site.url}/`);
      await pictured(1 + earlier);
    }

    // It was missing, then it was kept, and then the browser itself had the answer.
    expect(lines(recordingOp.keptCss).map((line) => line[3])).toEqual([hash, hash, hash]);
    expect(world.collector.asked).toEqual([`GET ?k=agw_test&f=${hash}`, `GET ?k=agw_test&f=${hash}`]);
  });

  it('is told as it is where the server keeps nothing', async () => {
    world.collector.keeps = false;
    await visitPage();

    expect(lines(recordingOp.keptCss)).toEqual([]);
    expect(JSON.stringify(recorded())).toContain('.rule-79');
  });

  it('is told as it is where the page cannot hash', async () => {
    await visitPage({
      script: () => {
        Object.defineProperty(crypto, 'subtle', { value: undefined });
      },
    });

    expect(lines(recordingOp.keptCss)).toEqual([]);
    expect(JSON.stringify(recorded())).toContain('.rule-79');
  });

  it('is told as a script has made it', async () => {
    await visitPage({
      body: '<h1>Shoes</h1><script>addEventListener("load",()=>document.styleSheets[0].insertRule(".own{color:red}"))</script>',
    });
    await visit.page.evaluate(() => {
      (document.styleSheets[0] as CSSStyleSheet).insertRule('.late { color: teal }', 0);
    });

    await arrived('.late');
  });

  it('is told when the page is left before the answer', async () => {
    const { collector, site } = world;
    collector.config.files = { ...collector.files, path: '/v/none.js' };
    site.pages['/site.css'] = rules.join('\n');
    site.pages['/plain'] = '<!doctype html><title>Plain</title>';
    await open(page());
    // The snapshot is begun, and waits for a file that never comes.
    await until(() => lines(recordingOp.snapshot).length === 1);
    await visit.page.goto(`${site.url}/plain`);
    await until(() => lines(recordingOp.end).length === 1);

    expect(JSON.stringify(recorded())).toContain('.rule-79');
  });
});
