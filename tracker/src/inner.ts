import type { TrackerConfig } from '../../contracts/tracker-config.ts';
import type { bound, guard, listen } from './core/guard.ts';
import type { scalars } from './core/properties.ts';
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
  /** Under which it is stored: `ag_q` and document, number, and when it closed; in order as text. */
  stamp: string;
  /** None when it comes from an earlier page. */
  parts: Part[];
  /** 1 once it is stored where it survives page and browser, 0 while it is on its way there. */
  kept?: 0 | 1 | undefined;
  fixed?: Uint8Array<ArrayBuffer> | undefined;
  busy?: 0 | 1;
}

/** An analytics event before `path`, and `at` where it is now, are filled in. */
export interface Draft {
  kind: string;
  at?: number;
  [field: string]: unknown;
}

/** A click, what was hit, when, and where the frame that it happened in stands. */
export type Click = [event: MouseEvent, hit: Element, at: number, left?: number, top?: number];

/** A text that is to be kept by its content, and who is told its hash once it is, or nothing if it is not. */
export type Keepable = [text: string, answer: (hash?: string) => void];

/** What `t.js` tells `x.js`. */
export interface Extra {
  /** The pageview ends: what is measured now belongs to the next. */
  onView(): void;
  /** A beacon is about to close: what was measured up to `at` is due. */
  onCollect(at: number): void;
  /** The session ends, its last activity was at `at`; the next begins when this returns. */
  onTurn(at: number): void;
  /** The session goes on, or another began; none when the visitor refused. */
  onSession(session?: Session): void;
}

/** What `x.js` adds to delivery. Without it beacons are plain, and what waits is stored only at hide. */
export interface Courier {
  /** Whether a try failed, and the next is not due. */
  pausing: boolean;
  /** Called once nothing is left to be answered. */
  waiters: (() => void)[];
  /** A line was added to the lane. */
  added(lane: Part[]): void;
  /** Settles when all parts are as small as they get. */
  settled(beacon: Beacon): Promise<void>;
  /** The body of parts as they are at this moment. */
  bodyOf(parts: Part[]): Uint8Array<ArrayBuffer>;
  /** A beacon is done with, accepted or refused. */
  answered(beacon: Beacon, answer: Answer): void;
  /** A try failed; delivery pauses until this sets it going. */
  failed(answer: Answer): void;
  /** Goes on, whether or not a try failed. */
  goOn(): void;
  /** Delivery pauses, and more may have come. */
  stalled(): void;
  /** Forgets what is stored of a beacon. */
  forget(beacon: Beacon): void;
  /** Stores a beacon where it survives page and browser. */
  preserve(beacon: Beacon): void;
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
  /** What the last try came to that failed. */
  pausing?: Answer;
  /** The number of the next beacon. */
  sequence: number;
  /** Bytes in flight that are to survive the page. */
  held: number;
  addLine(line: string, lane?: 0 | 1): void;
  /** Set by the recorder once the page's first picture is told. */
  pictured?: boolean;
  /** Set by `target.js` while a recording must not leave yet: takes what is in its lane. */
  hold?: (() => void) | undefined;
  /** Closes the open beacon, after a last look at what is still to be measured. */
  freezeOpen(): void;
  /** The body of a beacon, from now on the same. */
  fixBody(beacon: Beacon): Uint8Array<ArrayBuffer>;
  /** Asks for what is `closed`, or for all there is, to be sent as soon as nothing is under way. */
  pump(closed?: boolean): void;
  deliver(beacon: Beacon): unknown;
}

/** The private side of `window.afterglow`, by which the three files work together; described in ARCHITECTURE.md. */
export interface Inner {
  dataset: DOMStringMap;
  config: Partial<TrackerConfig>;
  outbox: Outbox;
  /** Whether events are taken: false after `stop`. */
  taking: boolean;
  /** Whether this session was chosen to be recorded, as far as page and project allow it. */
  chosen?: boolean | 0 | undefined;
  /** Whether the recorder is to work now. */
  recordsNow?: boolean;
  /** What was noted, until somebody else takes it. */
  noted: { push(event: Draft): unknown; 99?: Draft };
  scalars: typeof scalars;
  note(event: Draft, urgent?: boolean): void;
  /** Asks for a beacon in so many ms, or when what is not urgent leaves. */
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
  /** Adds another of our files to the page. */
  bring(path: string, more?: object): void;
  guard: typeof guard;
  listen: typeof listen;
  bound: typeof bound;
  /** Whether the visitor is to have no name: nothing is stored, nothing recorded. */
  nameless?: unknown;
  /** Clicks: what was hit, when, and where the frame stands that it was hit in. Until `x.js` takes them. */
  hits: { push(click: Click): unknown };
  /** The current pageview: `at` is its identity within the document. */
  viewed?: { at: number; path: string };
  collectNow(): void;
  /** Where beacons go, as of now. */
  address(): string;
  /** The stored values of the browser. */
  shared: Record<string, string>;
  /** Calls that a later file answers. */
  calls: [verb: string, args: unknown[], settle: (answer: unknown) => void][];
  verbs: Record<string, (...args: unknown[]) => unknown>;
  /** What the page calls. */
  ask(verb: string, ...args: unknown[]): unknown;
  /** Set by `x.js`. */
  extra?: Extra;
  /** Answers the calls it can, and asks for the file of the rarer ones. */
  answerCalls?: () => void;
  /** Something was done by the visitor, here or in a frame. */
  acted?: () => void;
  /** What the recorder wants kept. Until `files.js` takes it. */
  texts?: { push(text: Keepable): unknown };
  pack?: (lines: string[]) => Packed;
  /** Set by `strict.js`: style rules without the text that they show or carry. */
  hideCss?: (css: string) => string;
  /** Set by `target.js`: the session goes on, or another began, or none is any more. */
  aim?: (session?: Session, anew?: boolean) => void;
  /** Set by the recorder: records or not, with a new full snapshot if it already does. */
  replay?: (on: boolean) => void;
}
