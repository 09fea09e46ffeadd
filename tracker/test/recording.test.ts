import { describe, expect, it } from 'vitest';
import { open, pictured, recorded, snapshots, useWorld, visit, world } from './own-world.ts';
import { noteTimers, timers } from './timers.ts';
import { holdBack, until, type World } from './world.ts';

useWorld({ sampling: 1 });

const events: World['collector']['events'] = (kind) => world.collector.events(kind);
const flush = () => visit?.page.evaluate(() => window.afterglow('flush'));
const wire = () => world.collector.received.map(({ text }) => text).join('\n');

describe('a recorded session', () => {
  it('says so with its pageview, and begins each document with a full snapshot', async () => {
    await open({ body: '<h1>Shoes</h1>' });
    await pictured(1);
    await visit.page.reload();
    await pictured(2);

    expect(events('pageview').every((event) => event.recorded)).toBe(true);
    expect(wire()).toContain('Shoes');
    expect(recorded().findIndex(({ type }) => type === 4)).toBeLessThan(recorded().findIndex(({ type }) => type === 2));
  });

  it('shows a page soon, and counts it without its picture where the recorder does not come', async () => {
    const context = await world.browser.newContext();
    const recorder = await holdBack(context, '**/recorder.js');
    // The recorder is part of what the page loads.
    const opened = open({ body: '<h1>Shoes</h1>', context, script: noteTimers });
    await until(() => events('pageview').length === 1);
    recorder.letIn();
    await opened;
    await until(async () => (await timers(visit.page)).includes(5_000));
    await until(() => snapshots().length === 1);

    // The next page's pageview waits for its picture.
    await visit.page.reload();
    await until(() => events('pageview').length === 2);

    const documents = Map.groupBy(world.collector.received, ({ header }) => header.document);
    const beaconsWithPicture = [...documents.values()].map((beacons) =>
      beacons.flatMap(({ header, recorded }) => (recorded.some(({ type }) => type === 2) ? header.seq : [])),
    );
    expect(beaconsWithPicture).toEqual([[1], [0]]);
  });

  it('leaves compressed with its page, but for what is only seconds old', async () => {
    await open({ body: '<h1>Shoes</h1>' });
    await pictured(1);
    const changedAt = await visit.page.evaluate(() => {
      document.body.insertAdjacentHTML('beforeend', '<p>Trail shoes for wet ground.</p>'.repeat(1_000));
      return performance.now();
    });
    // Nothing is added to it since.
    await visit.page.waitForFunction((from) => performance.now() > from + 10_000, changedAt);
    await visit.page.goto('about:blank');
    await until(() => wire().includes('Trail shoes'));

    const bytes = world.collector.received.reduce((sum, { body }) => sum + body.length, 0);
    expect(wire().length).toBeGreaterThan(30_000);
    expect(bytes).toBeLessThan(10_000);
  });

  it('takes a new snapshot for a new session, and none once consent is withdrawn', async () => {
    await open({ body: '<h1>Shoes</h1>' });
    await pictured(1);
    await visit.page.evaluate(() => window.afterglow('reset'));
    await visit.page.waitForTimeout(300);
    await flush();
    await pictured(2);
    const sessions = new Set(
      world.collector.received
        .filter((beacon) => beacon.recorded.some(({ type }) => type === 2))
        .map(({ header }) => header.session),
    );
    expect(sessions.size).toBe(2);

    await visit.page.evaluate(() => window.afterglow('consent', false));
    const before = world.collector.received.length;
    await visit.page.evaluate(() => document.body.append('late'));
    await visit.page.waitForTimeout(6_000);
    expect(world.collector.received.length).toBe(before);
  });

  it('takes a snapshot of each path that a single-page app shows, once', async () => {
    await open({ body: '<h1>Shoes</h1>' });
    await pictured(1);
    const go = (path: string) =>
      visit?.page.evaluate((to) => {
        history.pushState({}, '', to);
        document.body.innerHTML = `<h1>${to}</h1>`;
      }, path);
    await go('/cart');
    await pictured(2);
    await go('/');
    await until(() => events('pageview').length === 3);
    await go('/cart');
    await until(() => events('pageview').length === 4);
    await flush();

    expect(snapshots()).toHaveLength(2);
    expect(JSON.stringify(snapshots()[1])).toContain('/cart');
  });

  it('takes a new snapshot after something was dropped', async () => {
    await open({ body: '<h1>Shoes</h1>' });
    await pictured(1);
    await flush();
    world.collector.answers = [{ status: 400 }];
    await visit.page.evaluate(() => window.afterglow('track', 'lost'));
    await flush();
    await flush();

    await pictured(2);
    expect(world.collector.received.some(({ header }) => header.dropped === 1)).toBe(true);
  });

  it('does not begin where the project samples none, or the page says off', async () => {
    await open({ body: '<h1>Shoes</h1>', attributes: 'data-record="off"' });
    await flush();
    await visit.page.waitForTimeout(800);
    await flush();

    expect(recorded()).toEqual([]);
    expect(events('pageview')[0]?.recorded).toBeUndefined();
  });

  it('tells console lines and requests without query or body', async () => {
    await open({ body: '<h1>Shoes</h1>' });
    await pictured(1);
    await visit.page.evaluate(async () => {
      console.warn('stock is low', { left: 2 });
      await fetch('/nothing.bin?token=canary-query', { method: 'POST', body: 'canary-body' });
    });
    await flush();

    expect(events('console')).toMatchObject([{ level: 'warn', text: expect.stringContaining('stock is low') }]);
    expect(events('request')).toMatchObject([{ method: 'POST', status: 404, url: `${world.site.url}/nothing.bin` }]);
    expect(wire()).not.toContain('canary');
  });
});

describe('masking', () => {
  const form = `<form>
    <input name="user" value="canary-value" placeholder="canary-placeholder"><input type="password" id="password">
    <input type="hidden" value="canary-hidden" id="hidden"><input type="checkbox" value="canary-checkbox">
    <input type="radio" name="r" value="canary-radio-a" checked><input type="radio" name="r" value="canary-radio-b">
    <select><option value="canary-option-value">canary-option-text</option><option label="canary-option-label">b</option></select>
    <textarea id="area">canary-textarea</textarea><div contenteditable id="edit">canary-editable</div>
    <button value="canary-button-value">Send</button></form>
    <p data-ag-mask title="canary-title">canary-masked</p><p data-ag-block>canary-blocked</p>
    <a href="/reset?token=canary-href#canary-hash">Reset</a><img src="/a.bin?sig=canary-src" alt="">
    <iframe srcdoc="<input value='canary-srcdoc'>"></iframe><meta name="csrf-token" content="canary-csrf">`;

  it('lets nothing typed, chosen or secret leave the browser', async () => {
    await open({ path: '/?token=canary-address#access_token=canary-fragment', body: '' });
    await visit.context.close();
    world.site.pages = {};
    world.collector.reset();
    world.collector.config.sampling = 1;
    await open({ body: form });
    const { page } = visit;
    await pictured(1);
    await page.locator('#password').pressSequentially('canary-password');
    await page.locator('[name=user]').pressSequentially('canary-typed');
    await page.locator('#area').pressSequentially('canary-area');
    await page.locator('#edit').pressSequentially('canary-edit');
    await page.locator('select').selectOption({ index: 1 });
    await page.locator('input[type=checkbox]').check();
    await page.locator('input[type=radio]').last().check();
    await page.evaluate(() => {
      const hidden = document.querySelector<HTMLInputElement>('#hidden');
      if (hidden) hidden.value = 'canary-set';
      hidden?.setAttribute('value', 'canary-attribute');
      document.querySelector('#password')?.setAttribute('type', 'text');
      document.querySelector('a')?.setAttribute('href', '/x?token=canary-later');
      document
        .querySelector('form')
        ?.insertAdjacentHTML(
          'beforeend',
          '<input value="canary-added" placeholder="canary-hint"><textarea>canary-new</textarea>',
        );
      history.pushState({}, '', '/done?token=canary-route');
      console.log('mail canary@example.com');
    });
    await page.waitForTimeout(300);
    await flush();
    await page.evaluate(() => window.afterglow('reset'));
    await page.waitForTimeout(300);
    await flush();
    await until(() => snapshots().length >= 2);

    expect(wire().match(/.{0,60}canary.{0,20}/g)).toBeNull();
    expect(wire()).toContain('Reset');
  });

  it('records no input from what stands in an ignored part', async () => {
    await open({
      body: '<div data-ag-ignore><input id="ignored"></div><input id="seen">',
    });
    await pictured(1);
    for (const [field, text] of [
      ['#ignored', 'Ada'],
      ['#seen', 'Grace'],
    ] as const) {
      await visit.page.fill(field, text);
      await visit.page.locator(field).blur();
    }
    await flush();
    const inputs = recorded().flatMap(({ data }) => {
      const { source, text } = data as { source?: number; text?: string };
      return source === 5 ? [text] : [];
    });

    expect(inputs).toEqual(['*****']);
  });

  it('hides all text where the page asks for it, but what it shows on purpose', async () => {
    await open({
      attributes: 'data-mask="all"',
      body: '<h1 title="canary-title">canary-heading</h1><p data-ag-unmask>open</p><button aria-label="canary-label">canary-button</button>',
    });
    await pictured(1);
    await visit.page.locator('button').click();
    await visit.page.evaluate(() => document.querySelector('h1')?.append(' canary-added'));
    await visit.page.waitForTimeout(200);
    await flush();

    expect(wire().match(/.{0,60}canary.{0,20}/g)).toBeNull();
    expect(wire()).toContain('open');
    expect(wire()).not.toContain('Shop');
  });
});
