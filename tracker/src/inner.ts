import type { TrackerConfig } from '../../contracts/tracker-config.ts';
import type { Target } from './core/click-target.ts';
import type { Answer } from './core/request.ts';
import type { Session } from './core/session.ts';

/** Lines of the open beacon; `x.js` closes runs of them into packed parts. */
export type Part = string | Packed;
/** Analytics, and what is recorded. */
export type Lanes = [Part[], Part[]];

/** Lines that are compressed, or on the way to it. */
export interface Packed {
  packed: Uint8Array<ArrayBuffer>;
  /** Bytes before compression. */
  raw: number;
  /** Whether `packed` is a gzip member by now. */
  gzip: boolean;
  settling: Promise<void>;
}

/** A closed beacon: its number is spent, and once `fixed` is there it is the same at every try. */
export interface Beacon {
  parts: Part[];
  fixed?: Uint8Array<ArrayBuffer>;
  busy?: boolean;
}

/** An analytics event before `path`, and `at` where it is now, are filled in. */
export interface Draft {
  kind: string;
  at?: number;
  [field: string]: unknown;
}

/** What `t.js` tells `x.js`. */
export type Signal =
  | [kind: 'click', at: number, event: MouseEvent, element: Element, target: Target]
  /** The pageview ends: what is measured now belongs to the next. */
  | [kind: 'view', at: number]
  /** A beacon is about to close: what was measured is due. */
  | [kind: 'collect', at: number]
  /** The session ends, its last activity was at `at`; the next begins when this returns. */
  | [kind: 'turn', at: number]
  /** The session goes on, or another began; none when the visitor refused. */
  | [kind: 'session', at: number, session?: Session];

/** What `x.js` adds to delivery. Without it beacons are plain and tried again whenever the next is due. */
export interface Courier {
  /** A line was added to the lane. */
  added(lane: Part[]): void;
  /** Settles when all parts are as small as they get and the next try may start; false if not now. */
  settled(parts: Part[]): Promise<boolean>;
  /** The body of parts as they are at this moment. */
  bodyOf(parts: Part[]): Uint8Array<ArrayBuffer>;
  /** A try came to an answer; true when the beacon stays. */
  answered(beacon: Beacon, answer: Answer): boolean;
  /** Nothing is left to be sent. */
  idle(): void;
  /** All there is goes out at once. */
  hiding(): void;
}

/** The way out: lines in, beacons answered. */
export interface Outbox {
  lanes: Lanes;
  queue: Beacon[];
  /** Fields that the next beacon's header carries besides. */
  marks: { firstSeq?: number; dropped?: number };
  courier?: Courier;
  /** The number of the next beacon. */
  sequence: number;
  /** Bytes in flight that are to survive the page. */
  held: number;
  addLine(line: string, lane?: 0 | 1): void;
  /** Closes the open beacon. */
  freezeOpen(): void;
  /** Asks for a beacon as soon as none is under way. */
  pump(): void;
  deliver(beacon: Beacon): void;
}

/** The private side of `window.afterglow`, by which the three files work together; described in ARCHITECTURE.md. */
export interface Inner {
  dataset: DOMStringMap;
  config: Partial<TrackerConfig>;
  outbox: Outbox;
  /** Whether events are taken: false after `stop`. */
  taking: boolean;
  /** Whether this session is to be recorded, as far as page and project allow it. */
  recording?: boolean;
  note(event: Draft, urgent?: boolean): void;
  /** Ms until what is not urgent leaves. */
  pause: number;
  schedule(pause?: number): void;
  /** Runs now, or once settings and consent allow. */
  whenReady(run: () => void): void;
  keepSession(): void;
  /** Goes to work if settings and consent allow. */
  begin(): void;
  pageview(path?: unknown, referrer?: unknown): void;
  /** What the visitor said, if anything. */
  consented?: boolean;
  /** The tracked path of an address. */
  pathOf(address: string): string;
  /** The tracked path of the address at the last pageview. */
  routed?: string;
  /** Where the script came from, and the others come from. */
  origin: string;
  nonce: string;
  handleClick(event: MouseEvent, left?: number, top?: number): void;
  /** The current pageview: `at` is its identity within the document. */
  viewed?: { at: number; path: string };
  collectNow(): void;
  /** The stored values of the browser. */
  shared: Record<string, string>;
  /** Calls from before `x.js` came that it answers. */
  calls: [verb: string, args: unknown[], settle: (answer: unknown) => void][];
  verbs: Record<string, (...args: unknown[]) => unknown>;
  /** Set by `x.js`. */
  signal?: (...signal: Signal) => void;
  labelOf?: (element: Element) => string | undefined;
  /** Set by the recorder: records or not, with a new full snapshot if it already does. */
  replay?: (on: boolean) => void;
}
