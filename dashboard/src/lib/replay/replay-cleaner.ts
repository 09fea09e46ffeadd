import { EventType, type eventWithTime } from '@rrweb/types';
import { cleanEvent } from './clean-event.ts';
import { PageTree } from './page-tree.ts';
import { noRefusals, type RefusalKind, type Refusals } from './refusals.ts';

/** Tag of the custom event by which a recorder names the files it kept: address → SHA-256 in hex. */
export const filesTag = 'afterglow-files';

/** Cleans the events of one tab, in order, and counts what it left out. */
export class ReplayCleaner {
  readonly #tree = new PageTree();
  readonly #files = new Map<string, string>();
  readonly #project: string;
  #counts: Record<RefusalKind, number> = { ...noRefusals };
  #page = '';

  /** `project` is the one whose kept files the recording may show. */
  constructor(project: string) {
    this.#project = project;
  }

  get refusals(): Refusals {
    return this.#counts;
  }

  /** Notes the files that these events name; whether there was any that was not known. */
  learnFiles(events: readonly eventWithTime[]): boolean {
    const before = this.#files.size;
    for (const event of events) {
      if (event.type !== EventType.Custom || event.data?.tag !== filesTag) continue;
      const { payload } = event.data;
      if (typeof payload !== 'object' || payload === null) continue;
      for (const [address, hash] of Object.entries(payload)) {
        if (typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash)) this.#files.set(address, hash);
      }
    }
    return this.#files.size > before;
  }

  clean(events: readonly eventWithTime[]): eventWithTime[] {
    return events.flatMap((event) => {
      if (event.type === EventType.Meta) this.#page = String((event.data as { href?: unknown } | null)?.href ?? '');
      const clean = cleanEvent(event, this.#tree, {
        file: (address) => this.#fileOf(address),
        refuse: (kind) => {
          this.#counts = { ...this.#counts, [kind]: this.#counts[kind] + 1 };
        },
      });
      return clean ? [clean] : [];
    });
  }

  #fileOf(address: string): string | undefined {
    const hash = this.#files.get(absolute(address, this.#page) ?? address);
    return hash === undefined ? undefined : `/a/${this.#project}/${hash}`;
  }
}

function absolute(address: string, page: string): string | undefined {
  const url = URL.parse(address, page || undefined);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  url.hash = '';
  return url.href;
}
