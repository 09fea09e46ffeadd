import type { Inner, Keepable } from '../inner.ts';
import { type FileServer, hashOf } from './file-server.ts';

/** What comes within this long is asked for together, ms: the recording waits for the answer. */
const gatherMs = 20;
/** As the server has it; less than this is not worth asking for. */
const mostBytes = 1e6;
const leastChars = 2_000;
/** Hashes that the browser remembers. */
const mostKnown = 40;

interface Asked {
  hash: string;
  bytes: Uint8Array<ArrayBuffer>;
  answer: Keepable[1];
}

/**
 * Has the texts of stylesheets kept by their content: each is sent once in the life of the project, and asked for once
 * a session by a browser, which remembers what the server said.
 */
export function keepTexts(inner: Inner, server: FileServer): void {
  const { dataset, guard } = inner;
  let waiting: Asked[] = [];
  let refused = false;
  const early = inner.texts as Keepable[] | undefined;
  const take = guard(async ([text, answer]: Keepable) => {
    // Without a secure context there are no hashes.
    if (refused || !crypto.subtle || text.length < leastChars) return answer();
    const bytes = new TextEncoder().encode(text);
    if (bytes.length > mostBytes) return answer();
    const hash = await hashOf(bytes);
    if (known().includes(hash)) return answer(hash);
    if (!waiting[0]) setTimeout(guard(ask), gatherMs);
    waiting.push({ hash, bytes, answer });
  });
  inner.texts = { push: take };
  early?.forEach(take);

  async function ask() {
    const all = waiting;
    waiting = [];
    // Since it was handed over, the visitor may have refused.
    const missing = inner.chosen && (await server.missing(all.map(({ hash }) => hash)));
    refused = refused || !missing;
    await Promise.all(
      all.map(async ({ hash, bytes, answer }) => {
        const status = !missing ? 0 : missing.has(hash) ? await server.send(hash, bytes) : 201;
        answer(status === 201 ? hash : undefined);
        if (status === 201) remember(hash);
      }),
    );
  }

  /** Of this project and session: what was erased since is asked for again, as it is erased with the sessions that named it. */
  const head = () => `${dataset.key}.${inner.shared.ag_s?.slice(0, 36)}`;

  function known(): string[] {
    const [first, ...hashes] = (inner.shared.ag_k || '').split(' ');
    return first === head() ? hashes : [];
  }

  function remember(hash: string) {
    if (!inner.chosen) return;
    const others = known().filter((each) => each !== hash);
    inner.shared.ag_k = [head(), ...others.slice(1 - mostKnown), hash].join(' ');
  }
}
