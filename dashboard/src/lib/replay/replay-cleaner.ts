import { EventType, type eventWithTime } from '@rrweb/types';
import { keptFilePath } from '#contracts/kept-file.ts';
import { cleanEvent } from './clean-event.ts';
import type { KeptFiles } from './kept-files.ts';
import { PageTree } from './page-tree.ts';
import { noRefusals, type RefusalKind, type Refusals } from './refusals.ts';

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

  /** Notes files that are kept; whether there was any that was not known. */
  learnFiles(files: KeptFiles): boolean {
    const before = this.#files.size;
    for (const [address, hash] of files) if (!this.#files.has(address)) this.#files.set(address, hash);
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
    return hash === undefined ? undefined : keptFilePath(this.#project, hash);
  }
}

function absolute(address: string, page: string): string | undefined {
  const url = URL.parse(address, page || undefined);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  url.hash = '';
  return url.href;
}
