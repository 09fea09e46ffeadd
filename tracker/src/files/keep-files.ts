import type { Inner } from '../inner.ts';
import { scrubAddress } from '../recorder/scrub-text.ts';
import { type FileServer, hashOf } from './file-server.ts';

const { fetch } = window;

/** As the server has it. */
const mostBytes = 2e6;
/** Files that are read and asked for together. */
const mostAtOnce = 200;
/** Files of one page. */
const mostFiles = 400;
/** What comes within this long goes together, ms. */
const gatherMs = 1e3;

const fonts = /\.(woff2?|[ot]tf|otc|ttc)([?#]|$)/i;
const images = /\.(png|jpe?g|gif|webp|avif|svg|ico|bmp)([?#]|$)/i;

interface Kept {
  /** The address as the recording has it. */
  shown: string;
  hash: string;
  bytes: ArrayBuffer;
}

/**
 * Keeps the files that the page shows, found among those that the browser has loaded for it: what stylesheets ask
 * for, and images where the project wants them. Each is read again from the browser's cache, without cookies, and
 * sent once in the life of the project. What another origin does not let us read stays out.
 */
export function keepFiles(inner: Inner, server: FileServer): void {
  const { config, guard, note } = inner;
  if (!crypto.subtle) return;
  const all = config.recording?.assets === 'all';
  const seen = new Set<string>();
  const closed = new Set<string>();
  let found: string[] = [];
  let busy = false;

  const wanted = ({ initiatorType, name }: PerformanceResourceTiming): boolean => {
    const isFont = fonts.test(name);
    const isOwn = name.startsWith(`${location.origin}/`);
    // Fonts are always loaded by CORS; of other files of another origin the browser would complain aloud.
    if (!isFont && !isOwn) return false;
    return (
      initiatorType === 'css' ||
      isFont ||
      (images.test(name) && (initiatorType === 'link' || all)) ||
      (all && /^(img|image|input)$/.test(initiatorType))
    );
  };

  const observer = new PerformanceObserver(
    guard((list: PerformanceObserverEntryList) => {
      for (const entry of list.getEntriesByType('resource') as PerformanceResourceTiming[]) {
        const { name } = entry;
        if (seen.size >= mostFiles || seen.has(name) || !wanted(entry)) continue;
        seen.add(name);
        found.push(name);
      }
      later();
    }),
  );
  observer.observe({ type: 'resource', buffered: true });

  function later() {
    if (!found[0] || busy) return;
    busy = true;
    setTimeout(guard(gather), gatherMs);
  }

  async function gather() {
    const names = found.splice(0, mostAtOnce);
    const kept: Kept[] = [];
    for (const name of names) {
      const file = inner.chosen && (await read(name));
      if (file) kept.push(file);
    }
    if (kept[0]) await send(kept);
    busy = false;
    later();
  }

  async function read(name: string): Promise<Kept | undefined> {
    const { origin } = new URL(name);
    if (closed.has(origin)) return undefined;
    try {
      const answer = await fetch(name, { credentials: 'omit', cache: 'force-cache' });
      const type = answer.headers.get('Content-Type') ?? '';
      if (!answer.ok || /html|script|css|json/.test(type)) return undefined;
      const bytes = await answer.arrayBuffer();
      if (bytes.byteLength > mostBytes) return undefined;
      return { shown: scrubAddress(name), hash: await hashOf(bytes), bytes };
    } catch {
      // Its policy, or the page's, does not let us: it will not let us the next time.
      closed.add(origin);
      return undefined;
    }
  }

  async function send(kept: Kept[]) {
    const missing = await server.missing(kept.map(({ hash }) => hash));
    if (!missing) return stop();
    tell(kept.filter(({ hash }) => !missing.has(hash)));
    for (const file of kept) {
      if (!missing.delete(file.hash)) continue;
      const told = await server.send(file.hash, file.bytes);
      if (told === 201) tell([file]);
      // One that the server does not take says nothing of the next.
      else if (told !== 400) return stop();
    }
  }

  function tell(files: Kept[]) {
    if (files[0]) note({ kind: 'files', files: files.map(({ shown, hash }) => [shown, hash]) });
  }

  function stop() {
    observer.disconnect();
    found = [];
  }
}
