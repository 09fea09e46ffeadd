import type { Page } from 'playwright-core';
import { describe, it } from 'vitest';
import { appPage } from './build-app.ts';
import { isRight, useStage } from './own-stage.ts';
import type { Step } from './stage.ts';

useStage();

const place = '<div id="app"></div>';

/** What somebody does in each of the shops. */
const visit: Step[] = [
  {
    name: 'a form filled in',
    run: async (page) => {
      await page.locator('#name').pressSequentially('Boots');
      await page.locator('#name').blur();
    },
  },
  { name: 'a form sent', run: (page) => page.locator('#add').click() },
  {
    name: 'boxes ticked and rows removed',
    run: async (page) => {
      await page.locator('.done').nth(2).check();
      await page.locator('.done').nth(4).check();
      await page.locator('.remove').nth(3).click();
      await page.locator('.remove').first().click();
    },
  },
  { name: 'a list reversed', run: (page) => page.locator('#reverse').click() },
  { name: 'another route', run: (page) => click(page, '#nav-about', '#name') },
  { name: 'the way back, and scrolling', run: (page) => scrolled(page) },
  { name: 'a modal opened', run: (page) => page.locator('#open').click() },
  { name: 'a modal closed', run: (page) => click(page, '#close', '.modal') },
];

async function click(page: Page, selector: string, gone: string): Promise<void> {
  await page.locator(selector).click();
  await page.locator(gone).waitFor({ state: 'detached' });
}

async function scrolled(page: Page): Promise<void> {
  await page.locator('#nav-list').click();
  await page.locator('#name').waitFor();
  await page.mouse.move(300, 300);
  await page.mouse.wheel(0, 250);
}

describe.concurrent('a front end built from its packages is replayed as it was', () => {
  it.each([
    ['React', 'react.jsx', place],
    ['Vue', 'vue.js', place],
    ['Svelte', 'svelte.js', place],
    ['Angular', 'angular.js', '<shop-root></shop-root>'],
    ['web components', 'lit.js', place],
  ])('%s', async (_, file, body) => {
    await isRight({ ...(await appPage(file, body)), steps: visit });
  });

  it('a data grid', async () => {
    const steps: Step[] = [
      { name: 'scrolling down', run: (page) => wheel(page, 0, 3_000) },
      { name: 'scrolling right', run: (page) => wheel(page, 900, 0) },
      { name: 'scrolling back', run: (page) => wheel(page, -900, -1_000) },
      { name: 'sorting', run: (page) => page.locator('.ag-header-cell[col-id=price]').click() },
      {
        name: 'editing',
        run: async (page) => {
          await page.locator('.ag-row .ag-cell[col-id=name]').nth(3).dblclick();
          await page.keyboard.type('Boot');
          await page.keyboard.press('Enter');
        },
      },
      {
        name: 'filtering',
        run: (page) => page.evaluate('grid.setFilterModel({name:{type:"contains",filter:"77"}})'),
      },
    ];

    await isRight({ ...(await appPage('grid.js', place)), steps });
  });
});

async function wheel(page: Page, x: number, y: number): Promise<void> {
  await page.mouse.move(300, 250);
  await page.mouse.wheel(x, y);
  await page.waitForTimeout(200);
}
