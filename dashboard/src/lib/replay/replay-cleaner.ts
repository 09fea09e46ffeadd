import { EventType, type eventWithTime, NodeType } from '@rrweb/types';
import { keptFilePath } from '#contracts/kept-file.ts';
import type { CleanContext } from './clean-context.ts';
import { addressOf, cleanEvent } from './clean-event.ts';
import { isRecord } from './clean-node.ts';
import type { KeptFiles } from './kept-files.ts';
import { PageTree } from './page-tree.ts';
import { noRefusals, type RefusalKind, type Refusals } from './refusals.ts';

/** Cleans the events of one tab, in order, and counts what it left out. */
export class ReplayCleaner {
  #tree = new PageTree();
  readonly #files = new Map<string, string>();
  readonly #project: string;
  readonly #counts: Record<RefusalKind, number> = { ...noRefusals };
  readonly #blank = new WeakSet<eventWithTime>();
  /** By address as the page that is being read has it. */
  readonly #places = new Map<string, string | undefined>();
  #page = '';
  readonly #context: CleanContext = {
    file: (address) => this.#fileOf(address),
    refuse: (kind) => {
      this.#counts[kind] += 1;
    },
  };

  /** `project` is the one whose kept files the recording may show. */
  constructor(project: string) {
    this.#project = project;
  }

  /** As they are now. */
  get refusals(): Refusals {
    return { ...this.#counts };
  }

  /** Notes files that are kept; whether there was any that was not known. */
  learnFiles(files: KeptFiles): boolean {
    const before = this.#files.size;
    for (const [address, hash] of files) if (!this.#files.has(address)) this.#files.set(address, hash);
    this.#places.clear();
    return this.#files.size > before;
  }

  clean(events: readonly eventWithTime[]): eventWithTime[] {
    return events.flatMap((event) => this.#cleanOne(event) ?? []);
  }

  /** Whether a cleaned event is the empty page that stands for one that cannot be shown. */
  isBlank(event: eventWithTime): boolean {
    return this.#blank.has(event);
  }

  #cleanOne(event: eventWithTime): eventWithTime | undefined {
    const data: unknown = event.data;
    if (event.type === EventType.Meta) {
      this.#page = isRecord(data) ? addressOf(data) : '';
      this.#places.clear();
    }
    if (event.type !== EventType.FullSnapshot) return cleanEvent(event, this.#tree, this.#context);
    this.#tree = new PageTree();
    const clean = cleanEvent(event, this.#tree, this.#context);
    if (clean) return clean;
    // Else the page before would stay, and what follows would change it.
    this.#tree = new PageTree();
    const blank = blankPage(event.timestamp);
    this.#blank.add(blank);
    return blank;
  }

  /** A sheet may name one address a hundred thousand times, and to read an address takes long. */
  #fileOf(address: string): string | undefined {
    if (this.#files.size === 0) return undefined;
    if (this.#places.has(address)) return this.#places.get(address);
    const hash = this.#files.get(absolute(address, this.#page) ?? address);
    const place = hash === undefined ? undefined : keptFilePath(this.#project, hash);
    this.#places.set(address, place);
    return place;
  }
}

function blankPage(timestamp: number): eventWithTime {
  const html = { id: 2, type: NodeType.Element as const, tagName: 'html', attributes: {}, childNodes: [] };
  const node = { id: 1, type: NodeType.Document as const, childNodes: [html] };
  return { type: EventType.FullSnapshot, timestamp, data: { node, initialOffset: { top: 0, left: 0 } } };
}

function absolute(address: string, page: string): string | undefined {
  const url = URL.parse(address, page || undefined);
  if (!url || !/^https?:$/.test(url.protocol)) return undefined;
  url.hash = '';
  return url.href;
}
