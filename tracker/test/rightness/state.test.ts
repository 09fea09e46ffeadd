import { readFile } from 'node:fs/promises';
import { describe, it } from 'vitest';
import { isRight, stage, step, useStage } from './own-stage.ts';
import { smallFont } from './small-font.ts';

useStage();

declare global {
  var woff: string;
  function addFont(family: string, source: string | BufferSource, descriptors?: FontFaceDescriptors): Promise<void>;
  function select(from: Node, start: number, to: Node, end: number): void;
  function media(id: string): HTMLMediaElement;
  function playedOn(id: string, seconds: number): Promise<void>;
}

describe.concurrent('what no markup says is replayed as it was:', () => {
  it('selections, also in frames, and of what changes', async () => {
    await isRight({
      script: () => {
        globalThis.select = (from, start, to, end) =>
          from.ownerDocument?.getSelection()?.setBaseAndExtent(from, start, to, end);
      },
      pages: { '/inside-selected': '<!doctype html><p>Inside of a frame</p>' },
      body: `<p id="one">First <!-- a remark --><b>bold</b> words</p><p id="two">Second <script></script><i>words</i></p>
        <p data-ag-mask id="masked">Masked words</p><div contenteditable id="edit">Edit <b>me</b></div>
        <iframe src="/inside-selected"></iframe><script>
        var range = document.createRange();
        range.setStart(one.firstChild, 2); range.setEnd(two.lastChild, 1); getSelection().addRange(range);</script>`,
      steps: [
        step('a word', () => {
          const text = document.querySelector('#one b')?.firstChild as Text;
          select(text, 1, text, 4);
        }),
        step('across elements', () => {
          const two = document.querySelector('#two') as Element;
          select(document.querySelector('#one') as Element, 2, two, two.childNodes.length);
        }),
        step('what is masked', () => {
          const text = document.querySelector('#masked')?.firstChild as Text;
          select(text, 3, text, 9);
        }),
        step('backwards', () => {
          const text = document.querySelector('#two')?.firstChild as Text;
          select(text, 5, text, 1);
        }),
        step('what a new session begins with', () => window.afterglow('reset')),
        step('a change before it', () => document.querySelector('#one')?.prepend('new', document.createElement('hr'))),
        step('a change within it', () => document.querySelector('#two')?.append(' and more')),
        step('nothing', () => getSelection()?.removeAllRanges()),
        {
          name: 'all that is edited',
          run: async (page) => {
            await page.locator('#edit').click();
            await page.keyboard.press('Control+A');
          },
        },
        { name: 'what is typed in its place', run: (page) => page.keyboard.type('typed') },
        {
          name: 'a drag with the mouse',
          run: async (page) => {
            await page.locator('#two').hover({ position: { x: 2, y: 8 } });
            await page.mouse.down();
            await page.locator('#two').hover({ position: { x: 40, y: 8 } });
            await page.mouse.up();
          },
        },
        step('nothing again', () => getSelection()?.removeAllRanges()),
        step('in a frame', () => {
          const text = document.querySelector('iframe')?.contentDocument?.querySelector('p')?.firstChild as Text;
          select(text, 0, text, 6);
        }),
      ],
    });
  });

  it('audio and video', async () => {
    await isRight({
      script: () => {
        globalThis.media = (id) =>
          (document.querySelector(`#${id}`) ??
            document.querySelector('#host')?.shadowRoot?.querySelector(`#${id}`)) as HTMLMediaElement;
        globalThis.playedOn = async (id, seconds) => {
          let before = media(id).currentTime;
          for (let played = 0; played < seconds; ) {
            await new Promise((resolve) => requestAnimationFrame(resolve));
            const now = media(id).currentTime;
            // Where it begins anew, time falls.
            played += Math.max(0, now - before);
            before = now;
          }
        };
      },
      // Without a gesture a browser plays videos alone, and those muted.
      body: `<video id="early" src="${stage.silence}" muted loop></video><audio id="still" muted controls></audio><div id="host"></div><script>
        early.currentTime = 3; early.playbackRate = 2; early.volume = 0.5; early.play();
        still.src = early.src; still.currentTime = 4; still.muted = false; still.volume = 0.25;
        host.attachShadow({ mode: 'open' }).innerHTML = '<video id="inner" muted src="${stage.silence}"></video>';</script>`,
      steps: [
        step('going on', () => playedOn('early', 1)),
        step('a pause', () => media('early').pause()),
        step('another place', async () => {
          media('still').currentTime = 12.5;
          media('early').currentTime = 1;
          await new Promise((resolve) => media('early').addEventListener('seeked', resolve));
        }),
        step('loudness', () => {
          media('early').volume = 0.125;
          media('still').muted = true;
        }),
        step('speed', () => {
          media('early').playbackRate = 1.5;
          return media('early').play();
        }),
        step('another speed while it plays', async () => {
          await playedOn('early', 0.5);
          media('early').playbackRate = 0.5;
        }),
        step('in a shadow root', () => {
          media('inner').currentTime = 9;
          media('inner').volume = 0.75;
          return media('inner').play();
        }),
        step('the end', async () => {
          media('inner').currentTime = 19.9;
          await new Promise((resolve) => media('inner').addEventListener('ended', resolve));
          media('early').pause();
        }),
        step('one that is added while it plays', async () => {
          const added = document.createElement('video');
          added.id = 'added';
          added.muted = true;
          added.src = media('early').src;
          await added.play();
          added.currentTime = 7;
          document.body.append(added, 'and what comes with it');
          await added.play();
        }),
        step('a pause of that', () => media('added').pause()),
      ],
    });
  });

  it('dialogs and popovers', async () => {
    await isRight({
      body: `<dialog id="first"><p>Cookies?</p></dialog><dialog id="shown" open>Shown</dialog><dialog id="markup">Markup</dialog>
        <div popover id="tip" style="color:red">Tip</div><div popover="manual" id="note">Note</div><div id="host"></div><script>
        first.showModal(); note.showPopover();
        host.attachShadow({ mode: 'open' }).innerHTML = '<dialog id="inner">In</dialog><div popover id="inner-tip">Tip in</div>';</script>`,
      steps: [
        step('closing what was open', () => {
          document.querySelector<HTMLDialogElement>('#first')?.close();
          document.querySelector<HTMLElement>('#note')?.hidePopover();
          document.querySelector<HTMLDialogElement>('#shown')?.close();
        }),
        step('a modal in a modal', () => {
          document.querySelector<HTMLDialogElement>('#first')?.showModal();
          document.querySelector<HTMLDialogElement>('#shown')?.showModal();
        }),
        step('a modal that becomes none', () => {
          const dialog = document.querySelector<HTMLDialogElement>('#first');
          dialog?.close();
          dialog?.show();
        }),
        { name: 'escape', run: (page) => page.keyboard.press('Escape') },
        step('one that becomes a modal', () => {
          const dialog = document.querySelector<HTMLDialogElement>('#first');
          dialog?.close();
          dialog?.showModal();
        }),
        step('what is open and added', () => {
          const dialog = document.createElement('dialog');
          const tip = document.createElement('div');
          dialog.append('Added');
          tip.popover = 'manual';
          tip.append('Added tip');
          document.body.append(dialog, tip);
          dialog.showModal();
          tip.showPopover();
        }),
        step('what is open in a shadow root', () => {
          const inside = document.querySelector('#host')?.shadowRoot;
          inside?.querySelector<HTMLElement>('#inner-tip')?.showPopover();
          inside?.querySelector<HTMLDialogElement>('#inner')?.showModal();
        }),
        step('open by markup', () => document.querySelector('#markup')?.setAttribute('open', '')),
        step('closing all', () => {
          const roots = [document, document.querySelector('#host')?.shadowRoot as ShadowRoot];
          for (const root of roots) {
            for (const dialog of root.querySelectorAll('dialog')) dialog.close();
            for (const tip of root.querySelectorAll<HTMLElement>('[popover]'))
              if (tip.matches(':popover-open')) tip.hidePopover();
          }
        }),
      ],
    });
  });

  it('fonts that scripts add', async () => {
    const font = await readFile(smallFont);
    await isRight({
      script: () => {
        globalThis.addFont = async (family, source, descriptors) => {
          const added = new FontFace(family, source, descriptors);
          document.fonts.add(added);
          await added.load();
        };
      },
      body: `<p style="font-family:Bytes">Bytes</p><p style="font-family:View">View</p><p style="font-family:Address">Address</p><script>
        var woff = '${font.toString('base64')}';</script>`,
      steps: [
        step('by its bytes', () => {
          const bytes = Uint8Array.from(atob(woff), (letter) => letter.charCodeAt(0));
          return addFont('Bytes', bytes.buffer, { weight: '700', style: 'italic' });
        }),
        step('by bytes among others', () => {
          const bytes = Uint8Array.from(`123${atob(woff)}45`, (letter) => letter.charCodeAt(0));
          return addFont('View', bytes.subarray(3, -2));
        }),
        step('by its address', () => addFont('Address', `url(data:font/woff2;base64,${woff}) format("woff2")`)),
      ],
    });
  });

  it('custom elements, also those that are defined late', async () => {
    await isRight({
      body: `<script>customElements.define('x-early', class extends HTMLElement {})</script>
        <x-early>Early</x-early><x-late>Late</x-late><x-never>Never</x-never>`,
      steps: [
        step('a definition', () => customElements.define('x-late', class extends HTMLElement {})),
        step('more of them', () =>
          document.body.append(document.createElement('x-early'), document.createElement('x-late')),
        ),
      ],
    });
  });
});
