import { describe, expect, it } from 'vitest';
import { open, useWorld, visit, world } from './own-world.ts';
import { holdBack, until, type World } from './world.ts';

useWorld();

const events: World['collector']['events'] = (kind) => world.collector.events(kind);
const flush = () => visit?.page.evaluate(() => window.afterglow('flush'));
/** Until a pageview would not be taken for one that its session began with. */
const aSecondAfter = (pageview?: { at: number }) =>
  visit.page.waitForFunction((at) => Date.now() > at + 1_500, pageview?.at ?? 0);

describe('a pageview', () => {
  it('leaves long before what is not urgent, with what the visit is shown on', async () => {
    await open({
      path: '/users/17?utm_source=news&gclid=secret&q=shoes&token=canary',
      body: '<p>Hi</p>',
    });
    await until(() => events('pageview').length === 1, 15_000);

    const [pageview] = events('pageview');
    expect(pageview).toMatchObject({
      path: '/users/*?q=shoes',
      title: 'Shop',
      utm: { source: 'news' },
      clickId: 'gclid',
      viewport: [1200, 800],
    });
    expect(world.collector.received[0]?.text).not.toContain('canary');
    expect(world.collector.received[0]?.contentType).toBeUndefined();
    expect(visit.errors).toEqual([]);
  });

  it('counts when its page is left before anything else was told', async () => {
    await open({ body: '<p>Hi</p>' });
    await visit.page.waitForFunction(() => window.afterglow('id'));
    await visit.page.goto('about:blank');

    await until(() => events('pageview').length === 1);
  });

  it('of a later page of a visit leaves in one beacon with what is done there', async () => {
    await open({ body: '<p>Hi</p>' });
    await until(() => events('pageview').length === 1);
    await aSecondAfter(events('pageview')[0]);
    await visit.page.goto(`${world.site.url}/next`);
    await visit.page.waitForFunction(() => window.afterglow('id') && performance.now() > 2_000);
    await visit.page.mouse.click(20, 20);
    await visit.page.goto(`${world.site.url}/last`);
    await visit.page.waitForFunction(() => window.afterglow('id'));
    await visit.page.goto('about:blank');
    await until(() => events('pageview').length === 3);

    expect(events('pageview').map(({ path }) => path)).toEqual(['/', '/next', '/last']);
    const { received } = world.collector;
    const documents = [...new Set(received.map(({ header }) => header.document))];
    const own = received.filter(({ header }) => header.document === documents[1]);
    expect(own[0]?.events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['pageview', 'click', 'time']));
    // The page after it sends it again if its answer came too late to be seen; where a machine takes a second to leave
    // a page, that is told too.
    const later = own.filter(({ header }) => header.seq > 0).flatMap(({ events }) => events);
    expect(later.filter(({ kind }) => kind !== 'time')).toEqual([]);
  });

  it('of a route leaves soon, with the rest of the page before', async () => {
    await open({ body: '<p>Hi</p>' });
    await until(() => events('pageview').length === 1);
    await aSecondAfter(events('pageview')[0]);
    await visit.page.evaluate(() => history.pushState({}, '', '/cart'));

    // Long before what is not urgent.
    await until(() => events('pageview').length === 2, 15_000);
    expect(world.collector.received.at(-1)?.events.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['time', 'pageview']),
    );
  });

  it('follows the tracked path through routes, with the title the route sets', async () => {
    await open({ body: '<p>Hi</p>' });
    await visit.page.evaluate(() => {
      history.pushState({}, '', '/cart?session=1');
      document.title = 'Cart';
      history.replaceState({}, '', '/cart?session=2');
    });
    await visit.page.evaluate(() => history.pushState({}, '', '/pay'));
    await visit.page.evaluate(() => history.back());
    await visit.page.waitForTimeout(200);
    await flush();

    expect(events('pageview').map(({ path, title }) => [path, title])).toEqual([
      ['/', 'Shop'],
      ['/cart', 'Cart'],
      ['/pay', 'Cart'],
      ['/cart', 'Cart'],
    ]);
  });

  it('follows what a page does with the Navigation API, or with a history method of its own, once each', async () => {
    await open({ body: '<p>Hi</p>' });
    await visit.page.evaluate(async () => {
      navigation.addEventListener('navigate', (event) => event.intercept());
      await navigation.navigate('/cart').finished;
      History.prototype.pushState.call(history, {}, '', '/pay');
      history.pushState({}, '', '/thanks');
      navigation.updateCurrentEntry({ state: 'same address' });
    });
    await flush();

    expect(events('pageview').map(({ path }) => path)).toEqual(['/', '/cart', '/pay', '/thanks']);
  });
});

describe('a click', () => {
  it('is counted on its control, at its place', async () => {
    await open({
      body: '<main><button id="buy" style="position:absolute;left:100px;top:200px;width:200px;height:100px"><b>Buy</b> now</button></main>',
    });
    await visit.page.mouse.click(150, 275);
    await flush();

    const [click, ...more] = events('click');
    expect(more).toEqual([]);
    expect(click).toMatchObject({
      selector: '#buy',
      label: 'Buy now',
      x: 0.25,
      y: 0.75,
      pageX: 150,
      pageY: 275,
      path: '/',
    });
  });

  it('is followed through open shadow roots and same-origin frames', async () => {
    world.site.pages['/'] = '';
    world.site.pages['/inside'] =
      '<!doctype html><body style="margin:0"><a href="#x" style="display:block;width:100px;height:50px">In</a>';
    await open({
      body: `<div id="card"></div><iframe src="/inside" style="position:absolute;left:300px;top:300px;border:0"></iframe>
        <script>card.attachShadow({mode:'open'}).innerHTML='<section><button>Add</button></section>'</script>`,
    });
    await visit.page.locator('button').click();
    await visit.page.mouse.click(310, 310);
    await flush();

    expect(events('click').map(({ selector }) => selector)).toEqual([
      '#card >>> section > button',
      'html > body > iframe >>> html > body > a',
    ]);
    expect(events('click')[1]).toMatchObject({ pageX: 310, pageY: 310, x: 0.1 });
  });

  it('is counted once for a label, and not for Enter in a field', async () => {
    await open({
      body: '<form onsubmit="return false"><label>News <input type="checkbox"></label><input id="q"><button>Go</button></form>',
    });
    await visit.page.locator('label').click({ position: { x: 5, y: 5 } });
    await visit.page.locator('#q').click();
    await visit.page.keyboard.press('Enter');
    await visit.page.locator('button').focus();
    await visit.page.keyboard.press('Space');
    await flush();

    expect(events('click').map(({ selector }) => selector.split(' > ').at(-1))).toEqual(['label', '#q', 'button']);
  });

  it('is told by its place among siblings of its kind, of which a table may have thousands', async () => {
    const rows = Array.from({ length: 5_000 }, (_, n) => `<tr><th>${n}</th><td>a</td><td>b</td></tr>`).join('');
    await open({
      body: `<table><tbody>${rows}</tbody></table><svg width="20" height="20"><g><path d="M0 0h20v20H0z"/></g></svg><p>alone</p>`,
    });
    for (const place of ['tr:nth-of-type(4321) td:nth-of-type(2)', 'tr:first-of-type th', 'svg path', 'p']) {
      await visit.page.locator(place).click();
    }
    await flush();

    const selectors = events('click').map(({ selector }) => selector);
    expect(selectors).toEqual([
      'html > body > table > tbody > tr:nth-of-type(4321) > td:nth-of-type(2)',
      'html > body > table > tbody > tr:nth-of-type(1) > th',
      'html > body > svg > g > path',
      'html > body > p',
    ]);
    const found = await visit.page.evaluate(
      (all) => all.map((one) => document.querySelectorAll(one).length),
      selectors,
    );
    expect(found).toEqual([1, 1, 1, 1]);
  });

  it.each([
    ['the project masks all text', { mask: 'all' as const }],
    ['the project masks it', { selectors: { mask: ['#private'], unmask: [], block: [], ignore: [] } }],
  ])('says no text before the settings tell that %s', async (_, config) => {
    Object.assign(world.collector.config, config);
    const context = await world.browser.newContext();
    const settings = await holdBack(context, '**/i/config?*');
    await open({ body: '<button id="private">Ann Doe</button>', context });
    // The last that `x.js` does at its start; from then on it looks at clicks as they happen.
    await visit.page.waitForFunction(() => !`${history.replaceState}`.includes('[native code]'));
    await visit.page.locator('#private').click();
    settings.letIn();
    await until(() => events('pageview').length === 1);
    await flush();

    expect(events('click')).toEqual([expect.objectContaining({ selector: '#private' })]);
    expect(world.collector.received.map(({ text }) => text).join('\n')).not.toContain('Ann');
  });

  it('is not told where the project ignores it, whatever else its list holds', async () => {
    world.collector.config.selectors = { mask: [], unmask: [], block: [], ignore: ['a::::b', '.quiet'] };
    await open({ body: '<div class="quiet"><button>Quiet</button></div><button id="loud">Loud</button>' });
    await until(() => events('pageview').length === 1);
    await visit.page.locator('.quiet button').click();
    await visit.page.locator('#loud').click();
    await flush();

    expect(events('click').map(({ selector }) => selector)).toEqual(['#loud']);
  });

  it('carries no text that somebody typed', async () => {
    await open({
      body: '<div contenteditable>Dear diary</div><textarea>My secret</textarea><p data-ag-mask>Jane Roe</p><span data-ag-ignore>skip</span>',
    });
    await visit.page.locator('div').click();
    await visit.page.locator('textarea').click();
    await visit.page.locator('p').click();
    await visit.page.locator('span').click();
    await flush();

    expect(events('click').map(({ label }) => label)).toEqual([undefined, undefined, undefined]);
  });
});

describe('frustration', () => {
  const buttons =
    '<div><button id="works">Works</button></div><div><button id="broken">Broken</button></div><output></output>';

  it('counts one burst of three quick clicks, and none of them as dead', async () => {
    await open({ body: buttons });
    const box = await visit.page.locator('#broken').boundingBox();
    for (let i = 0; i < 4; i++) await visit.page.mouse.click((box?.x ?? 0) + 10, (box?.y ?? 0) + 10);
    await visit.page.waitForTimeout(2800);
    await flush();

    expect(events('rage')).toMatchObject([{ selector: '#broken', clicks: 4 }]);
    expect(events('dead')).toEqual([]);
    expect(events('click')).toHaveLength(4);
  });

  it('counts a click that nothing came of as dead, and no other', async () => {
    await open({
      body: `${buttons}<input type="checkbox" id="box"><script>works.onclick=()=>setTimeout(()=>works.className='on',300)</script>`,
    });
    await visit.page.locator('#works').click();
    await visit.page.waitForTimeout(700);
    await visit.page.locator('#broken').click();
    await visit.page.locator('#box').click();
    await visit.page.waitForTimeout(2700);
    await flush();

    expect(events('dead')).toMatchObject([{ selector: '#broken' }]);
  });

  it('counts a dead click right after a keystroke in a field, whose caret moved', async () => {
    await open({ body: `<input id="q" autofocus>${buttons}` });
    const { page } = visit;
    await page.locator('#q').focus();
    const box = await page.locator('#broken').boundingBox();
    await page.mouse.move((box?.x ?? 0) + 10, (box?.y ?? 0) + 10);
    await page.keyboard.press('a');
    await page.mouse.down();
    await page.mouse.up();
    await page.waitForTimeout(2700);
    await flush();

    expect(events('dead')).toMatchObject([{ selector: '#broken' }]);
  });

  it('charges an error to the click before it', async () => {
    await open({
      body: `${buttons}<script>broken.onclick=()=>{works.className='x';null.price}</script>`,
    });
    await visit.page.locator('#broken').click();
    await visit.page.evaluate(() => {
      setTimeout(() => Promise.reject(new Error('late https://shop.test/a?token=t1')), 0);
    });
    await flush();
    await until(() => events('error').length === 2);

    expect(events('errorClick')).toMatchObject([{ selector: '#broken' }]);
    expect(events('error')[0]?.message).toContain('null');
    expect(events('error')[1]).toMatchObject({ rejection: true, message: 'late https://shop.test/a' });
  });
});

describe('what is measured', () => {
  it('adds up scroll depth, visible and active time, movement and attention', async () => {
    await open({ body: '<div>Long</div>' });
    // Answered by the file that measures: from here on it does.
    await flush();
    await visit.page.mouse.move(600, 400);
    await visit.page.mouse.wheel(0, 700);
    await visit.page.waitForTimeout(1200);
    await visit.page.mouse.move(605, 405);
    await flush();

    expect(Math.max(...events('scroll').map(({ depth }) => depth))).toBeCloseTo(1500 / 3000, 2);
    expect(events('scroll')[0]?.fold).toBeCloseTo(800 / 3000, 3);
    expect(events('pageview')).toHaveLength(1);
    const time = events('time');
    const visible = time.reduce((sum, event) => sum + event.visible, 0);
    expect(visible).toBeGreaterThan(1200);
    expect(visible).toBeLessThan(6000);
    expect(time.reduce((sum, event) => sum + event.active, 0)).toBeGreaterThanOrEqual(2000);
    expect(events('move').flatMap(({ cells }) => cells)).toContainEqual([40, 25, expect.any(Number)]);
    expect(events('attention').flatMap(({ rows }) => rows).length).toBeGreaterThan(7);
    expect(new Set([...time, ...events('scroll')].map(({ view }) => view))).toEqual(
      new Set([events('pageview')[0]?.at]),
    );
  });
});
