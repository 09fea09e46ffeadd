import { now } from '../core/natives.ts';
import type { Inner } from '../inner.ts';
import { later } from './later.ts';

interface Pending<T> {
  at: number;
  container: Node;
  what: T;
}

/** Controls whose effect cannot be seen in the document. */
const exempt =
  'input,select,textarea,label,video,audio,[contenteditable],a[download],a[href^=mailto],a[href^=tel],a[target]';

/** What a click's effect is expected in first. */
const containers = 'form,li,tr,article,section,dialog,nav';

/**
 * Finds clicks that nothing came of: within 2.5 s no change inside the element's container, no node added or
 * removed elsewhere, no scroll or selection change within 100 ms, no navigation. Undecided ones are dropped.
 */
export function createDeadClicks<T>(inner: Pick<Inner, 'guard'>, dead: (what: T, at: number) => void) {
  let pending: Pending<T>[] = [];
  let selectedAt = 0;

  const observer = new MutationObserver(
    inner.guard((records: MutationRecord[]) => {
      keep(({ container }) => !records.some(({ type, target }) => type === 'childList' || container.contains(target)));
    }),
  );

  function keep(alive: (click: Pending<T>) => boolean) {
    pending = pending.filter(alive);
    if (!pending[0]) observer.disconnect();
  }

  function clear() {
    keep(() => false);
  }

  function moved(event: Event) {
    const at = now();
    if (event.type === 'selectionchange') {
      // A keystroke moves the caret, and says nothing of a click.
      if (event.target !== document || document.activeElement?.matches(exempt)) return;
      selectedAt = at;
    }
    keep((click) => at - click.at > 100);
  }

  return {
    clear,
    moved,
    forget: (what: T) => keep((click) => click.what !== what),
    click(at: number, event: MouseEvent, element: Element, what: T) {
      if (element.closest(exempt) || event.ctrlKey || event.metaKey || at - selectedAt < 100) return;
      const around = element.parentElement;
      const click = { at, what, container: around?.closest(containers) || around || element };
      pending.push(click);
      for (const root of [document, element.getRootNode()]) {
        observer.observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
      }
      later(inner, 2500, () => {
        if (!pending.includes(click)) return;
        dead(what, at);
        keep((other) => other !== click);
      });
    },
  };
}
