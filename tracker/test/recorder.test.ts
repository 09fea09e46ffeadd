import { describe, expect, it } from 'vitest';
import { recordingOp } from '../../contracts/recording-format.ts';
import { open, pictured, snapshots, useWorld, visit, world } from './own-world.ts';
import { until } from './world.ts';

useWorld({ sampling: 1 });

const lines = () => world.collector.received.flatMap((beacon) => beacon.lines);
const flush = () => visit?.page.evaluate(() => window.afterglow('flush'));
/** Rows whose text hardly compresses. */
const long = `<ol id="rows"></ol><script>
  let html = '';
  for (let i = 0; i < 4000; i++) html += '<li>' + Math.random().toString(36).repeat(3);
  document.getElementById('rows').innerHTML = html;</script>`;

it.each([
  ['a worker is allowed', ''],
  ['no worker is allowed', `<meta http-equiv="Content-Security-Policy" content="worker-src 'none'">`],
])('a large page is compressed where %s', async (_, before) => {
  await open({ before, body: long });
  await pictured(1);

  const told = world.collector.received.filter((beacon) => beacon.lines.length > 0);
  expect(told.every(({ gzip }) => gzip)).toBe(true);
  for (const { body, text } of told) if (text.length > 50_000) expect(body.length).toBeLessThan(text.length * 0.8);
  expect(JSON.stringify(snapshots()[0]).match(/"li"/g)).toHaveLength(4_000);
  expect(visit.errors).toEqual([]);
});

describe('what fails inside', () => {
  it('is told, never reaches the page, and is healed by a snapshot', async () => {
    await open({ body: '<h1>Shoes</h1>' });
    const { page } = visit;
    await pictured(1);
    await page.evaluate(() => {
      const native = Element.prototype.getBoundingClientRect;
      Element.prototype.getBoundingClientRect = () => {
        Element.prototype.getBoundingClientRect = native;
        throw new Error('broken by the page');
      };
      document.body.insertAdjacentHTML('beforeend', '<p data-ag-block>Secret</p><p>after</p>');
    });
    await until(async () => {
      await flush();
      return snapshots().length === 2;
    });

    expect(lines().filter(([op]) => op === recordingOp.gap)).toMatchObject([
      [recordingOp.gap, expect.any(Number), 'error'],
    ]);
    expect(world.collector.events('console')).toMatchObject([
      { level: 'error', text: expect.stringContaining('broken by the page') },
    ]);
    expect(JSON.stringify(snapshots()[1])).toContain('after');
    expect(visit.errors).toEqual([]);
  });

  it('again and again ends the recording and leaves the page alone', async () => {
    await open({ body: '<h1>Shoes</h1>' });
    const { page } = visit;
    await pictured(1);
    await page.evaluate(() => {
      Element.prototype.getBoundingClientRect = () => {
        throw new Error('broken by the page');
      };
      document.body.insertAdjacentHTML('beforeend', '<p data-ag-block>Secret</p>');
    });
    await page.waitForTimeout(4_000);
    await flush();
    const before = lines().length;
    await page.evaluate(() => document.body.append('later'));
    await page.waitForTimeout(700);
    await flush();

    expect(world.collector.events('console')).toHaveLength(5);
    expect(lines()).toHaveLength(before);
    expect(visit.errors).toEqual([]);
  });
});

it('an element that is masked or blocked later is told anew, without what it holds', async () => {
  await open({ body: '<section id="a"><p>first</p></section><section id="b"><p>second</p></section>' });
  await pictured(1);
  await visit.page.evaluate(() => {
    document.querySelector('#a')?.setAttribute('data-ag-mask', '');
    document.querySelector('#b')?.setAttribute('data-ag-block', '');
  });
  await visit.page.waitForTimeout(300);
  await visit.page.evaluate(() => {
    for (const each of document.querySelectorAll('p')) each.append(' canary');
  });
  await visit.page.waitForTimeout(300);
  await flush();
  const told = lines()
    .filter(([op]) => op === recordingOp.mutation)
    .map((line) => JSON.stringify(line))
    .join('\n');

  expect(told).toContain('"data-ag-mask"');
  expect(told).toContain('*****');
  expect(told).toContain('"rr_width"');
  expect(told).not.toMatch(/first|second|canary/);
});
