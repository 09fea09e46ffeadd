import { record } from '@rrweb/record';
import { guard, listen } from '../core/guard.ts';
import type { Inner } from '../inner.ts';
import { type MaskRules, maskEvent, mayTell } from './mask-event.ts';
import { stars } from './scrub-text.ts';
import { type LargeEvent, splitEvent } from './split-event.ts';
import { watchConsole } from './watch-console.ts';
import { watchRequests } from './watch-requests.ts';

/** A page's timers change it for ever: without input for this long nobody looks. */
const idleMs = 3e5;
/** However much is lost, the recording is right again after this long. */
const snapshotMs = 3e5;

/** Characters that go as one event; a page too large for one request goes in several. */
const pieceChars = 5e5;

const selectors = (own: string, more: string[] = []): string => [own, ...more.filter(isSelector)].join();

/** A selector that does not parse would switch off all the others. */
function isSelector(text: string): boolean {
  try {
    return !!document.createDocumentFragment().querySelector(text) || true;
  } catch {
    return false;
  }
}

/** Puts the recorder behind `inner.replay`. */
export function startRecorder(inner: Inner): void {
  const { config, dataset } = inner;
  const { mask, unmask, block, ignore } = config.selectors ?? {};
  const all = dataset.mask === 'all' || config.mask === 'all';
  const rules: MaskRules = {
    all,
    mask: selectors('[data-ag-mask]', mask),
    unmask: selectors('[data-ag-unmask]', unmask),
    addressOf: (href) => location.origin + inner.pathOf(href),
    nodeOf: (id) => record.mirror.getNode(id),
  };
  const typed = 'option,optgroup,textarea,[contenteditable]:not([contenteditable=false])';
  /** Ends recording; there while it goes on. */
  let stop: (() => void) | undefined;
  let wanted = false;
  let inputAt = 0;
  let snapshotAt = 0;
  /** Tracked paths of which this document has sent a full snapshot: a heatmap needs one of each. */
  const pictured = new Set<string | undefined>();

  function begin(): void {
    snapshotAt = Date.now();
    pictured.add(inner.routed);
    const ends = [watchConsole(inner, all), watchRequests(inner)];
    const end = record({
      emit: guard((event) => {
        maskEvent(event as Parameters<typeof maskEvent>[0], rules);
        const line = JSON.stringify(event);
        const whole =
          line.length < pieceChars
            ? [line]
            : splitEvent(event as LargeEvent, pieceChars).map((piece) => JSON.stringify(piece));
        for (const each of whole) inner.outbox.addLine(each, 1);
        inner.schedule();
      }),
      maskAllInputs: true,
      maskInputFn: (text, element) => (mayTell(element, text, rules) ? text : stars(text)),
      maskTextSelector: all ? '*' : `${rules.mask},${typed}`,
      maskTextFn: (text, element) => {
        const open = element?.closest(rules.unmask) && !element.closest(`${rules.mask},${typed}`);
        return open ? text : stars(text);
      },
      blockSelector: selectors('[data-ag-block]', block),
      // The recorder asks the field itself, not what it stands in.
      ignoreSelector: selectors(
        '[data-ag-ignore],[data-ag-ignore] *',
        ignore?.flatMap((selector) => [selector, `${selector} *`]),
      ),
      slimDOMOptions: {
        script: true,
        comment: true,
        headMetaSocial: true,
        headMetaRobots: true,
        headMetaVerification: true,
      },
      sampling: { mousemove: 50, scroll: 150, media: 800, input: 'last' },
      inlineStylesheet: true,
      recordCanvas: false,
      recordCrossOriginIframes: false,
      // What of ours fails inside the page's own calls stays with us.
      errorHandler: () => true,
    });
    stop = () => {
      stop = undefined;
      end?.();
      for (const done of ends) done();
    };
  }

  inner.replay = guard((on) => {
    wanted = on;
    inputAt = Date.now();
    if (!on) stop?.();
    else if (!stop) begin();
    else snapshot();
  });

  function snapshot(): void {
    snapshotAt = Date.now();
    pictured.add(inner.routed);
    record.takeFullSnapshot(true);
  }

  const alive = guard(() => {
    inputAt = Date.now();
    if (wanted && !stop) begin();
  });
  for (const type of ['pointerdown', 'pointermove', 'keydown', 'scroll', 'touchstart', 'wheel'])
    listen(document, type, alive);
  setInterval(
    guard(() => {
      const now = Date.now();
      if (stop && now - inputAt >= idleMs) stop();
      else if (stop && (now - snapshotAt >= snapshotMs || isNewPage(now))) snapshot();
    }),
    1e3,
  );

  /** Whether a single-page app shows a path for the first time, and has had a second to put it together. */
  function isNewPage(now: number): boolean {
    const { routed, viewed } = inner;
    return !pictured.has(routed) && now - (viewed?.at ?? now) >= 1e3;
  }
}
