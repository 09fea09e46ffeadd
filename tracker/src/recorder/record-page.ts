/**
 * What a recorder does in which order: changes into the model, the page, then what changed, sheets, and what the visitor
 * did. Past 200 lines, because all of it turns on that order.
 */
import type { RecordingGapReason } from '../../../contracts/recording-format.ts';
import type { Inner } from '../inner.ts';
import { closeLine, dropLine, line, openLine, raw } from './bytes.ts';
import {
  anew,
  forgetChanges,
  hasChanges,
  pending,
  queueRecords,
  touchAttribute,
  workOnRecords,
  writeChanges,
} from './changes.ts';
import {
  adoptedMs,
  batchMs,
  budgetMs,
  fewRoots,
  heldBytes,
  manyChanges,
  manyPaceMs,
  mostFont,
  mostPaceMs,
  mostPending,
  paceMs,
  resumeBytes,
  wholeBytes,
} from './limits.ts';
import { absoluteCss, baseOf } from './mask.ts';
import { base, forgetAll, isWorn, liveId } from './model.ts';
import { frameDocument, nameOf, typeOf } from './natives.ts';
import { DEFINE, END, FONT, GAP, NODES, RESIZE, SNAPSHOT } from './ops.ts';
import { createOutput } from './output.ts';
import { patch } from './patch.ts';
import {
  checkAdopted,
  forgetSheets,
  hasJobs,
  jobs,
  roots,
  setKeeper,
  tellSheet,
  watchRules,
  workOnSheets,
} from './sheets.ts';
import { boxes, forgetFields } from './tokens.ts';
import { added, beginWhole, endWhole, forgetWalk, isTellingWhole, isWalking, scrollers, walk } from './walk.ts';
import { scrollOf, watchVisitor } from './watch-visitor.ts';

const clock = () => performance.now();

/**
 * Records the page until it is stopped. Calls `ticked` twice a second. What fails in here is given to `failed`, and never
 * reaches the page.
 */
export function recordPage(inner: Inner, ticked: () => void, failed: (error: unknown) => void) {
  const output = createOutput(inner);
  const ends: (() => void)[] = [];
  const met = new WeakSet<object>();
  let on = true;
  /** Nothing is told until a snapshot may begin. */
  let isMute = false;
  let isPosted = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dueAt = 1 / 0;
  let lastAt = 0;
  let snapshotAt = 0;
  let tellAfter = 0;
  let adoptedAt = 0;
  /** Whether the frame has come after which positions can be read without a layout. */
  let isDrawn = false;
  let isAsked = false;
  let scrolls: number[] = [];
  let size: [width: number, height: number];
  let waiting: [at: number, tell: (at: number) => unknown, isSheet?: boolean][] = [];

  const isNew = (thing: object) => !met.has(thing) && met.add(thing);

  const quiet =
    <A extends unknown[]>(run: (...args: A) => unknown) =>
    (...args: A): void => {
      if (!on) return;
      try {
        run(...args);
      } catch (error) {
        inner.guard(() => {
          // A fresh snapshot heals what may be half done.
          dropLine();
          mute('error');
          failed(error);
        })();
      }
    };

  /** Time never falls within a document. */
  const stamp = (at = Date.now()) => {
    lastAt = Math.max(lastAt, at);
    return lastAt;
  };

  const channel = new MessageChannel();
  channel.port1.onmessage = quiet(work);
  function wake(): void {
    if (isPosted) return;
    isPosted = true;
    channel.port2.postMessage(0);
  }
  function wakeIn(ms: number): void {
    const at = clock() + ms;
    if (at >= dueAt) return;
    clearTimeout(timer);
    dueAt = at;
    timer = setTimeout(
      quiet(() => {
        dueAt = 1 / 0;
        work();
      }),
      ms,
    );
  }

  const observer = new (
    (window as unknown as Record<string, typeof MutationObserver | undefined>).__zone_symbol__MutationObserver ??
    MutationObserver
  )(
    quiet((records) => {
      // Of what changes in a gap the next snapshot tells.
      if (isMute) return;
      queueRecords(records);
      // A timer costs less than a message.
      wakeIn(tellAfter - clock());
    }),
  );

  function later(tell: (at: number) => unknown, soon?: boolean, isSheet?: boolean): void {
    waiting.push([Date.now(), tell, isSheet]);
    if (soon) tellAfter = 0;
    // No timer within a call of the page's, which a framework may take for one of its own.
    if (soon || isSheet) wake();
    // Where the pointer was keeps its times, and can wait for what comes next.
    else if (tell !== visitor.tellMoves) wakeIn(batchMs);
  }

  const visitor = watchVisitor(later, stamp);
  const handlers: Record<string, (event: never) => void> = {
    ...visitor.handlers,
    load({ target }: Event) {
      const element = target as Element;
      const id = element.nodeType === 1 && liveId(element);
      if (!id) return;
      if (nameOf(element) === 'link') tellSheet(element, id);
      const shown = nameOf(element) === 'iframe' && frameDocument(element);
      if (shown) added.add(shown);
      wake();
    },
    toggle({ target }: Event) {
      if ((target as Element).hasAttribute('popover')) touchAttribute(target as Element, 'style');
      wake();
    },
  };
  for (const [type, handler] of Object.entries(handlers)) {
    handlers[type] = quiet(handler);
  }

  /** Begins to watch a document or a shadow root. */
  function enter(root: Node): void {
    observer.observe(root, { childList: true, characterData: true, attributes: true, subtree: true });
    roots.set(root, '');
    listenTo(root);
    if (typeOf(root) !== 9) return;
    visitor.select({ target: root });
    const realm = (root as Document).defaultView;
    if (!realm || !isNew(realm)) return;
    ends.push(...watchRealm(realm as unknown as typeof globalThis));
  }

  function listenTo(root: Node): void {
    const types = typeOf(root) === 9 ? Object.keys(handlers) : [...visitor.inner, 'load', 'toggle'];
    for (const type of types)
      root.addEventListener(type, handlers[type] as () => void, { capture: true, passive: true });
  }

  function unlisten(root: Node): void {
    roots.delete(root);
    for (const [type, handler] of Object.entries(handlers)) {
      root.removeEventListener(type, handler as () => void, true);
    }
  }

  function watchRealm(realm: typeof globalThis): (() => void)[] {
    const { CustomElementRegistry, Element, FontFaceSet, FontFace } = realm;
    const sources = new WeakMap<object, unknown[]>();
    const Wrapped = new Proxy(FontFace, {
      construct(target, args, self) {
        const font = Reflect.construct(target, args, self) as object;
        sources.set(font, args);
        return font;
      },
    });
    realm.FontFace = Wrapped;
    return [
      ...watchRules(
        realm,
        (tell) => later(tell, false, true),
        (run) => quiet(run)(),
      ),
      patch(Element.prototype, 'attachShadow', (call, self) => {
        const root = call() as ShadowRoot;
        quiet(() => {
          // A player makes a host only of an element that is new to it.
          if (root.mode === 'open' && liveId(self as Node)) anew.add(self as Element);
          wake();
        })();
        return root;
      }),
      patch(FontFaceSet.prototype, 'add', (call, _, [font]) => {
        quiet(() => tellFont(sources.get(font as object)))();
        return call();
      }),
      patch(CustomElementRegistry.prototype, 'define', (call, _, [name]) => {
        later((at) => line(DEFINE, at, `${name}`));
        return call();
      }),
      () => {
        if (realm.FontFace === Wrapped) realm.FontFace = FontFace;
      },
    ];
  }

  function tellFont(args: unknown[] | undefined): void {
    if (!args) return;
    const [family, source, descriptors] = args as [unknown, string & Uint8Array<ArrayBuffer>, object];
    const { buffer, byteOffset, byteLength } = source;
    if ((byteLength ?? source.length) > mostFont) return;
    const told = byteLength
      ? `[${new Uint8Array(buffer ?? source, byteOffset, byteLength)}]`
      : absoluteCss(`${source}`, baseOf(document));
    later((at) => {
      openLine(FONT, at, `${family}`, told, +!!byteLength);
      // Without a prototype that the page may have given a `toJSON`.
      raw(`,${JSON.stringify({ __proto__: null, ...descriptors })}`);
      closeLine();
    });
  }

  /** Forgets all that was told and is to be told. */
  function forget(): void {
    observer.takeRecords();
    forgetAll();
    forgetChanges();
    forgetWalk();
    forgetSheets();
    forgetFields();
    visitor.selected.clear();
    scrolls = [];
    waiting = waiting.filter(([, , isSheet]) => !isSheet);
  }

  /** Begins with a snapshot; whatever was to be told before it is in it. */
  function begin(): void {
    isMute = isDrawn = isAsked = false;
    output.ready();
    forget();
    snapshotAt = stamp();
    size = [innerWidth, innerHeight];
    const { compatMode } = document;
    const quirks = compatMode === 'BackCompat' ? [compatMode] : [];
    line(SNAPSHOT, snapshotAt, base, location.origin + inner.pathOf(location.href), ...size, ...quirks);
    beginWhole(enter);
    output.commit();
    wake();
  }

  /** Ends the snapshot as far as it came. */
  function end(): void {
    const [left, top] = scrollOf(document);
    line(END, snapshotAt, left, top, ...scrolls);
    endWhole();
    output.shown();
    scrolls = [];
  }

  function mute(reason: RecordingGapReason): void {
    isMute = true;
    forget();
    line(GAP, stamp(), reason);
  }

  /** Tells the snapshot's next part and sees to it that it goes on; true once it is told. */
  function workOnWhole(isTime: () => boolean): unknown {
    if (isWalking()) {
      openLine(NODES, snapshotAt);
      walk(isTime);
      closeLine();
      if (isWalking()) return wake();
    }
    checkAdopted();
    if (!workOnSheets(snapshotAt, isTime)) return wake();
    if (!isAsked) {
      isAsked = true;
      const drawn = () => {
        isDrawn = true;
        wake();
      };
      requestAnimationFrame(drawn);
      setTimeout(drawn, 200);
    }
    if (!isDrawn || jobs[0]) return;
    for (let node = scrollers.pop(); node; node = scrollers.pop()) {
      const [left, top] = node === document ? [0, 0] : scrollOf(node);
      const id = (left || top) && liveId(node);
      if (id) scrolls.push(id, left, top);
      if (isTime()) break;
    }
    if (scrollers[0]) return wake();
    end();
    return true;
  }

  /** One task. */
  function work(): void {
    isPosted = false;
    if (isMute) return;
    const start = clock();
    const isTime = () => clock() - start > budgetMs;
    output.ready();
    step(isTime, start);
    output.commit();
  }

  function step(isTime: () => boolean, start: number): unknown {
    queueRecords(observer.takeRecords());
    if (!workOnRecords(isTime)) return pending() > mostPending * 5 ? begin() : wake();
    if (isTellingWhole()) {
      // A page is told no faster than it leaves: what changes meanwhile waits to be told after it.
      if (output.isFull(wholeBytes)) return pending() > mostPending ? begin() : wakeIn(batchMs);
      if (!workOnWhole(isTime)) return;
    }
    if (output.isFull(heldBytes)) return mute('storm');
    if (pending() > mostPending || isWorn()) return begin();
    if (hasChanges()) {
      if (tellAfter > start) return wakeIn(tellAfter - start);
      visitor.tellMoves(lastAt);
      // Light movement stays smooth; a page that changes much by itself is told a few times a second.
      const least = pending() > manyChanges ? manyPaceMs : paceMs;
      const isDone = writeChanges(stamp(), isTime);
      tellAfter = clock() + Math.min(mostPaceMs, Math.max(least, 15 * (clock() - start)));
      if (!isDone) {
        tellAfter = 0;
        return wake();
      }
    }
    if (roots.size < fewRoots && start - adoptedAt > adoptedMs) {
      adoptedAt = start;
      checkAdopted();
    }
    if (hasJobs()) visitor.tellMoves(lastAt);
    if (hasJobs() && !workOnSheets(stamp(), isTime)) return wake();
    tellWaiting();
  }

  function tellWaiting(): void {
    // One that fails does not take along those after it.
    for (const [at, tell] of waiting.splice(0)) quiet(tell)(stamp(at));
  }

  const hide = quiet(() => {
    if (isMute) return;
    tellAfter = 0;
    // The answer may come too late.
    for (const job of jobs) job.hash = job.hash ?? '';
    work();
    output.ready();
    if (isTellingWhole()) {
      end();
      work();
    }
    output.ready();
    tellWaiting();
    output.commit();
  });
  /** At what no event tells. */
  const look = quiet(() => {
    if (isMute) {
      if (!output.isFull(resumeBytes)) begin();
      return;
    }
    if (!isTellingWhole()) {
      for (const root of roots.keys()) {
        if (!liveId(root)) unlisten(root);
        // `document.open` takes listeners away, and all that is in the document; to add one that is there does nothing.
        else if (typeOf(root) === 9 && isNew((root as Document).documentElement ?? root)) listenTo(root);
      }
    }
    const before = `${size}`;
    size = [innerWidth, innerHeight];
    if (before !== `${size}`) later((at) => line(RESIZE, at, ...size));
    visitor.checkFields();
    checkAdopted();
    if (waiting[0] || anew.size || hasJobs()) wake();
    // What has waited long is compressed although nothing is added to it.
    output.commit();
  });
  const tick = setInterval(() => {
    look();
    ticked();
  }, 500);

  setKeeper(
    inner.config.files &&
      ((job) =>
        output.keep(
          job.text as string,
          quiet((hash?: string) => {
            job.hash = job.hash ?? hash ?? '';
            wake();
          }),
        )),
  );
  quiet(begin)();
  return {
    /** Tells all there is: the page may be gone in a moment. */
    hide,
    /** Begins anew, with a snapshot. */
    snapshot: quiet(begin),
    stop(): void {
      on = false;
      observer.disconnect();
      boxes.disconnect();
      channel.port1.close();
      clearTimeout(timer);
      clearInterval(tick);
      for (const root of roots.keys()) unlisten(root);
      for (const run of ends) run();
    },
  };
}
