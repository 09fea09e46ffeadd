import type { Page } from 'playwright-core';
import { describe, it } from 'vitest';
import { soak } from '../../../functions/shared/test-soak.ts';
import { appPage } from './build-app.ts';
import { isRight, step, useStage } from './own-stage.ts';
import type { Step } from './stage.ts';

useStage();

/** A player takes its time for so many: all 69,000 in the soak alone. */
const rows = soak(12_000, 69_000);

async function drag(page: Page, from: string, to: string): Promise<void> {
  await page.locator(from).hover();
  await page.mouse.down();
  await page.locator(to).hover();
  await page.locator(to).hover({ position: { x: 20, y: 12 } });
  await page.mouse.up();
}

describe.concurrent('pages that are hard to record are replayed as they were:', () => {
  it(`a table of ${rows} rows, rebuilt and reversed`, async () => {
    await isRight({
      body: `<table><tbody id="rows"></tbody></table><script>
        function fill(mark) { let html = ''; for (let i = 0; i < ${rows}; i++) html += '<tr><td>' + mark + i; rows.innerHTML = html; }
        fill('a');</script>`,
      steps: [
        step('a rebuild', () => (window as unknown as { fill(mark: string): void }).fill('b')),
        step('a reversal', () => {
          const rows = document.querySelector('#rows');
          rows?.append(...[...rows.children].reverse());
        }),
      ],
    });
  });

  it('a virtual scroller', async () => {
    await isRight({
      body: `<div id="list" style="height:400px;overflow:auto"><div style="height:200000px;position:relative" id="inner"></div></div><script>
        const shown = new Map();
        function draw() {
          const first = Math.floor(list.scrollTop / 20);
          for (const [index, row] of shown) if (index < first - 5 || index > first + 25) { row.remove(); shown.delete(index); }
          for (let index = Math.max(0, first - 5); index < first + 25; index++) {
            if (shown.has(index)) continue;
            const row = document.createElement('div');
            row.style.cssText = 'position:absolute;height:20px;top:' + index * 20 + 'px';
            row.textContent = 'Row ' + index;
            inner.append(row);
            shown.set(index, row);
          }
        }
        list.onscroll = draw; draw();</script>`,
      steps: [500, 90_000, 90_300, 0].map((top) => ({
        name: `scrolling to ${top}`,
        run: async (page) => {
          await page.evaluate((to) => document.querySelector('#list')?.scrollTo(0, to), top);
          await page.waitForTimeout(100);
        },
      })),
    });
  });

  it('a list sorted by drag and drop', async () => {
    const items = Array.from(
      { length: 12 },
      (_, index) => `<li id="row${index}" style="height:24px">Row ${index}</li>`,
    );
    await isRight({
      ...(await appPage('sortable.js', `<ul id="list">${items.join('')}</ul>`)),
      steps: [
        { name: 'a row dragged down', run: (page) => drag(page, '#row1', '#row6') },
        { name: 'a row dragged up', run: (page) => drag(page, '#row9', '#row0') },
      ],
    });
  });

  it('a rich-text editor', async () => {
    await isRight({
      ...(await appPage('quill.js', '<div id="editor"><p>Hello</p></div>')),
      steps: [
        {
          name: 'typing',
          run: async (page) => {
            await page.locator('.ql-editor').click();
            await page.keyboard.type('Dear diary, ');
            await page.keyboard.press('Enter');
          },
        },
        {
          name: 'formatting',
          run: async (page) => {
            await page.keyboard.press('Control+A');
            await page.locator('.ql-bold').click();
            await page.locator('.ql-list').click();
          },
        },
        { name: 'undoing', run: (page) => page.keyboard.press('Control+Z') },
        step('setting its content', () =>
          (window as unknown as { quill: { setText(text: string): void } }).quill.setText('One\nTwo'),
        ),
      ],
    });
  });

  it('a dashboard of SVG that changes ten times a second', async () => {
    const running = (name: string): Step => ({
      name,
      run: async (page) => {
        await page.evaluate('go()');
        await page.waitForTimeout(600);
        await page.evaluate('clearInterval(timer)');
      },
    });
    await isRight({
      body: `<svg viewBox="0 0 600 200" width="600" height="200"><defs><linearGradient id="shade"><stop offset="0" stop-color="teal"/></linearGradient>
        <clipPath id="clip"><rect width="600" height="200"/></clipPath></defs><g id="bars" clip-path="url(#clip)"></g>
        <path id="line" fill="none" stroke="url(#shade)"/><text id="total" x="9" y="20"></text><use href="#total" y="30"/>
        <foreignObject width="90" height="40"><p xmlns="http://www.w3.org/1999/xhtml" id="note"></p></foreignObject></svg><script>
        var turn = 0, timer;
        function update() {
          turn++;
          const values = Array.from({ length: 120 }, (_, i) => 100 + 80 * Math.sin((i + turn) / 9));
          line.setAttribute('d', 'M' + values.map((v, i) => i * 5 + ' ' + v.toFixed(2)).join('L'));
          bars.replaceChildren(...values.slice(0, 30).map((v, i) => {
            const bar = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
            bar.setAttribute('x', i * 20); bar.setAttribute('width', 15); bar.setAttribute('height', v); bar.style.fill = 'hsl(' + v + ' 50% 50%)';
            return bar;
          }));
          total.textContent = values.reduce((a, b) => a + b).toFixed(0); note.textContent = 'Turn ' + turn;
          for (const bar of bars.children) bar.setAttributeNS('http://www.w3.org/1999/xlink', 'xlink:title', 't' + turn);
        }
        function go() { timer = setInterval(update, 100); }
        update();</script>`,
      steps: [running('half a second'), running('another half')],
    });
  });

  it('a form of everything', async () => {
    const types =
      'text search tel url email password number date time month week color range checkbox radio hidden submit reset button';
    const inputs = types
      .split(' ')
      .map((type) => `<input type="${type}" id="${type}" name="${type}" placeholder="A ${type}">`);
    await isRight({
      body: `<form onsubmit="return false" id="form">${inputs.join('')}<input type="radio" name="radio" id="radio2" checked>
        <textarea id="area" placeholder="Say it">Some text</textarea><textarea data-ag-unmask id="open-area">Open</textarea>
        <input data-ag-unmask id="open" value="open"><input data-ag-unmask id="card" value="4111 1111 1111 1111">
        <select id="one"><option value="a">First</option><optgroup label="More"><option value="b">Second</option><option value="c">Third</option></optgroup></select>
        <select id="many" multiple><option selected>One</option><option>Two</option><option selected>Three</option></select>
        <fieldset disabled><legend>Off</legend><input id="off"></fieldset><datalist id="known"><option value="x"></datalist>
        <label for="text">Text</label><progress value="3" max="9"></progress><meter value="0.4"></meter><output>4</output>
        <details id="details"><summary>More</summary><p>Inside</p></details><div contenteditable id="edit">Edit <b>me</b></div>
        <dialog id="dialog"><p>Sure?</p><button id="yes">Yes</button></dialog><div popover id="popover">Popped</div>
        <p data-ag-mask title="Jane">Jane <b>Roe</b><i data-ag-unmask>open</i></p><div data-ag-block style="width:90px;height:40px">Secret</div>
        <input type="file" id="file"><img alt="a shoe" src="/shoe.png?size=2"><a href="/next?token=abc#part">Next</a></form>`,
      steps: [
        {
          name: 'typing',
          run: async (page) => {
            for (const id of ['text', 'search', 'tel', 'url', 'email', 'password', 'area', 'open', 'open-area']) {
              await page.locator(`#${id}`).pressSequentially('x1 y');
            }
            await page.locator('#edit').pressSequentially('typed');
            await page.locator('#open').blur();
          },
        },
        {
          name: 'choosing',
          run: async (page) => {
            await page.locator('#checkbox').check();
            await page.locator('#radio').check();
            await page.locator('#one').selectOption('c');
            await page.locator('#many').selectOption(['Two', 'Three']);
            await page.locator('summary').click();
          },
        },
        step('setting by script', () => {
          const field = (id: string) => document.getElementById(id) as HTMLInputElement;
          field('text').value = 'set';
          field('hidden').value = 'set';
          field('hidden').setAttribute('value', 'again');
          field('checkbox').checked = false;
          field('radio2').checked = true;
          field('area').value = 'set area';
          field('card').value = '4242 4242 4242 4242';
          field('open').value = 'set open';
          (document.querySelector('#one') as HTMLSelectElement).selectedIndex = 1;
          field('tel').type = 'text';
        }),
        step('opening', () => {
          document.querySelector<HTMLDialogElement>('#dialog')?.showModal();
          document.querySelector<HTMLElement>('#popover')?.showPopover();
        }),
        step('closing', () => {
          document.querySelector<HTMLElement>('#popover')?.hidePopover();
          document.querySelector<HTMLDialogElement>('#dialog')?.close();
          document.querySelector<HTMLDialogElement>('#dialog')?.show();
        }),
        step('resetting', () => HTMLFormElement.prototype.reset.call(document.querySelector('#form'))),
      ],
    });
  });

  it('a page whose text is masked whole', async () => {
    await isRight({
      attributes: 'data-mask="all"',
      maskAll: true,
      body: '<h1 title="Secret">Heading</h1><p data-ag-unmask>Open <b data-ag-mask>closed</b></p><button aria-label="Go">Send</button><input type="submit" value="Buy">',
      steps: [
        step('changes', () => {
          document.querySelector('h1')?.append(' more');
          document.querySelector('h1')?.setAttribute('title', 'Other');
          document.querySelector('p')?.append(' more');
          document.title = 'Changed';
        }),
        step('unmasking later', () =>
          document.querySelector('h1')?.insertAdjacentHTML('afterend', '<p data-ag-unmask>new</p>'),
        ),
      ],
    });
  });

  it('frames that navigate', async () => {
    await isRight({
      pages: {
        '/inside-one':
          '<!doctype html><title>One</title><style>p{color:red}</style><p>One</p><a href="/inside-two">Next</a>',
        '/inside-two':
          '<!doctype html><p>Two</p><div style="height:2000px"></div><iframe src="/inside-three"></iframe>',
        '/inside-three': '<!doctype html><p>Three</p><div id="deep"></div>',
      },
      script: () => {
        globalThis.inner = (selector) =>
          document.querySelector<HTMLIFrameElement>(selector)?.contentDocument as Document;
      },
      body: `<iframe id="frame" src="/inside-one" width="400" height="300"></iframe><iframe srcdoc="<p>From <b>srcdoc</b></p>"></iframe>
        <iframe id="empty"></iframe><iframe src="http://127.0.0.2:9/" title="foreign"></iframe>`,
      steps: [
        step('a change inside', () => inner('#frame').querySelector('p')?.append(' changed')),
        {
          name: 'another page inside',
          run: async (page) => {
            await page.frameLocator('#frame').locator('a').click();
            await page.frameLocator('#frame').frameLocator('iframe').locator('#deep').waitFor({ state: 'attached' });
          },
        },
        step('changes two levels down', () => {
          const deep = inner('#frame').querySelector('iframe')?.contentDocument?.querySelector('#deep');
          deep?.insertAdjacentHTML('beforeend', '<b>deep</b>');
          deep?.setAttribute('class', 'x');
          inner('#frame').defaultView?.scrollTo(0, 300);
        }),
        step('a page written inside', () => {
          const empty = inner('#empty');
          empty.open();
          empty.write('<!doctype html><p>Written</p>');
          empty.close();
        }),
        step('a frame added, moved and taken away', () => {
          const frame = document.createElement('iframe');
          document.body.append(frame);
          frame.contentDocument?.body.append('Made by script');
          document.body.prepend(document.querySelector('#empty') as Element);
          document.querySelector('[srcdoc]')?.remove();
        }),
        {
          name: 'a reload inside',
          run: async (page) => {
            await page.evaluate(() => inner('#frame').location.reload());
            await page.frameLocator('#frame').frameLocator('iframe').locator('#deep').waitFor({ state: 'attached' });
          },
        },
      ],
    });
  });

  it('document.open', async () => {
    await isRight({
      body: '<h1>Before</h1>',
      steps: [
        step('writing the page anew', () => {
          document.open();
          document.write(
            '<!doctype html><html lang="fr"><head><title>New</title></head><body class="new"><p>Written</p></body></html>',
          );
          document.close();
        }),
        step('a change after it', () => document.querySelector('p')?.append(' and changed')),
      ],
    });
  });

  it('a page that overwrites prototypes', async () => {
    await isRight({
      script: () => {
        Object.defineProperty(Array.prototype, 'toJSON', {
          value: () => 'broken',
          enumerable: true,
          configurable: true,
        });
        Object.defineProperty(Object.prototype, 'extra', { value: 'broken', enumerable: true, configurable: true });
        Object.defineProperty(String.prototype, 'toJSON', { value: () => 'broken', configurable: true });
      },
      body: `<form id="form"><input name="parentNode"><input name="childNodes"><input name="nodeType"><input name="nextSibling"><input name="isConnected"><input name="cloneNode"></form><p>One</p>`,
      steps: [
        step('changes', () => document.querySelector('p')?.append(' two')),
        step('breaking what it has', () => {
          const broken = () => {
            throw new Error('broken by the page');
          };
          for (const name of ['closest', 'matches', 'getAttribute', 'querySelectorAll', 'hasAttribute'])
            (Element.prototype as unknown as Record<string, unknown>)[name] = broken;
          for (const name of ['contains', 'getRootNode', 'compareDocumentPosition'])
            (Node.prototype as unknown as Record<string, unknown>)[name] = broken;
          const made = document.createElement('b');
          made.textContent = 'made';
          document.body.append(made);
        }),
        step('changes after it', () => {
          document.body.firstElementChild?.setAttribute('class', 'later');
          document.body.append(document.createElement('hr'), 'end');
        }),
      ],
    });
  });

  it('a page that takes its root away', async () => {
    await isRight({
      body: '<h1>Before</h1>',
      steps: [
        step('removing it', () => document.documentElement.remove()),
        step('putting another in its place', () => {
          const root = document.createElement('html');
          root.innerHTML = '<head><title>After</title></head><body><p>After</p></body>';
          document.append(root);
        }),
        step('a change in that', () => document.querySelector('p')?.append('!')),
      ],
    });
  });

  it('50,000 text changes a second', async () => {
    const storm = (name: string): Step => ({
      name,
      run: (page) =>
        page.evaluate(async () => {
          const texts = [...document.querySelectorAll('i')].map(({ firstChild }) => firstChild as Text);
          for (let burst = 0; burst < 100; burst += 1) {
            for (let index = 0; index < 500; index += 1) (texts[index % 50] as Text).data = `${burst}/${index}`;
            await new Promise((resolve) => setTimeout(resolve, 10));
          }
        }),
    });
    await isRight({
      body: '<i>x</i>'.repeat(50),
      steps: [storm('a second of changes'), storm('another')],
    });
  });

  it('styles and sheets of every kind', async () => {
    await isRight({
      pages: { '/own.css': '.linked { color: rgb(1, 2, 3) } @media (min-width: 10px) { .linked b { color: red } }' },
      head: '<link rel="stylesheet" href="/own.css"><style id="own">.a { color: red } @media print { .a { color: black } } @supports (display: grid) { .g { display: grid } }</style><style id="empty"></style>',
      body: '<p class="a linked" style="--x: 1px; margin: var(--x)">Styled</p><div id="host"></div><script>empty.sheet.insertRule(".early { color: blue }")</script>',
      steps: [
        step('rules', () => {
          const sheet = document.querySelector<HTMLStyleElement>('#own')?.sheet as CSSStyleSheet;
          sheet.insertRule('.b { color: green }', 1);
          sheet.deleteRule(0);
          (sheet.cssRules[1] as CSSMediaRule).insertRule('.c { margin: 1px }', 1);
          (sheet.cssRules[0] as CSSStyleRule).style.setProperty('margin-left', '3px', 'important');
          (sheet.cssRules[0] as CSSStyleRule).style.removeProperty('color');
          document.querySelector<HTMLStyleElement>('#empty')?.sheet?.insertRule('.late { color: teal }', 1);
        }),
        step('text of a style element', () => {
          (document.querySelector('#own') as Element).textContent = '.n { color: navy }';
          document.head.insertAdjacentHTML('beforeend', '<style>.added { color: gold }</style>');
        }),
        step('constructed sheets', () => {
          const shared = new CSSStyleSheet();
          shared.replaceSync('.s { color: olive } .t { color: tan }');
          document.adoptedStyleSheets = [shared];
          const shadow = (document.querySelector('#host') as Element).attachShadow({ mode: 'open' });
          shadow.innerHTML = '<p class="s">In</p><slot></slot>';
          shadow.adoptedStyleSheets = [shared];
          shared.insertRule('.u { color: peru }', 0);
        }),
        step('changes of those', () => {
          const [shared] = document.adoptedStyleSheets as [CSSStyleSheet];
          shared.deleteRule(1);
          const other = new CSSStyleSheet();
          document.adoptedStyleSheets.push(other);
          other.replaceSync('.v { color: plum }');
          (shared.cssRules[0] as CSSStyleRule).style.color = 'pink';
        }),
        step('styles of elements', () => {
          const { style } = document.querySelector('p') as HTMLElement;
          style.setProperty('--x', '2px');
          style.background = 'red';
          style.cssText += ';padding:4px';
          document.querySelector('p')?.removeAttribute('class');
        }),
      ],
    });
  });

  it('style elements of many rules that scripts changed before anybody recorded', async () => {
    const rules = Array.from({ length: 600 }, (_, n) => `.r${n} { margin: ${n}px }`).join('\n');
    await isRight({
      head: `<style id="changed">${rules}</style><style id="longer">${rules}</style><style id="plain">${rules}</style>`,
      body: '<p class="r0 r599 r600">Styled</p><script>changed.sheet.cssRules[0].style.setProperty("color", "teal"); longer.sheet.insertRule(".r600 { padding: 9px }", 600)</script>',
      steps: [
        step('a rule more', () => {
          document.querySelector<HTMLStyleElement>('#plain')?.sheet?.insertRule('.r0 { border: 1px solid }', 600);
        }),
      ],
    });
  });
});

declare global {
  function inner(selector: string): Document;
}
