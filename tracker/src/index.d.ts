/** Up to 50 properties of an event, or traits of a user. */
export type AfterglowProperties = Record<string, string | number | boolean | null>;

/** Who is visiting, as far as this browser knows: all UUIDs. */
export interface AfterglowIds {
  visitor: string;
  session: string;
  tab: string;
}

/** The one function of the snippet; calls made before the script has loaded are kept and answered then. */
export interface Afterglow {
  /** Counts something that happened. */
  (verb: 'track', name: string, properties?: AfterglowProperties): void;
  /** Counts a pageview of this page, or under a path of your own. */
  (verb: 'page', path?: string): void;
  /** Says who the visitor is; another id than before begins a new visitor and session. */
  (verb: 'identify', id: string, traits?: AfterglowProperties): void;
  /** Begins a new visitor and session, as at logout. */
  (verb: 'reset'): void;
  /** `true` lets a held page begin; `false` stops, empties the queue and deletes the ids. */
  (verb: 'consent', given: boolean): void;
  /** Captures again after `stop`. */
  (verb: 'start'): void;
  /** Captures nothing until `start`. */
  (verb: 'stop'): void;
  /** Settles when all that was queued has been answered. */
  (verb: 'flush'): Promise<void>;
  /** Nothing before the script has loaded, or before consent. */
  (verb: 'id'): AfterglowIds | undefined;
}

/** What the script's tag says; the attributes win over the project's settings where they are stricter. */
export interface InitOptions {
  /** The project's write key. */
  key: string;
  /** Where Afterglow is, such as `https://stats.example.com`. */
  host: string;
  /** Where the project's own name for the script is, such as `/lib/shop.js`; not with `version`. @default '/t.js' */
  script?: string;
  /** Loads the files of this version, which never change, instead of the current ones. */
  version?: string;
  /** Digest of that version's `t.js`, such as `sha384-…`; only with `version`. */
  integrity?: string;
  /** The nonce of the page's Content-Security-Policy; the files that come later get it too. */
  nonce?: string;
  /** Where settings and beacons go. @default `host` */
  api?: string;
  /** Every session (unless the project records none), none, or the project's share; its devices and what begins a recording count with `on` too. @default 'sampled' */
  record?: 'on' | 'off' | 'sampled';
  /** What is masked beside what the project masks. @default 'inputs' */
  mask?: 'inputs' | 'all';
  /** Keeps everything in memory until `afterglow('consent', true)`. */
  consent?: 'hold';
  /** Sends nothing where Do Not Track is set. */
  dnt?: 'respect';
  /** Makes the hash part of the path. @default false */
  hash?: boolean;
  /** False captures only what is called. @default true */
  auto?: boolean;
  /** One visitor across the subdomains of this domain, by cookies. */
  domain?: string;
}

/**
 * Adds the script to the page, once however often it is called, and gives the function to call it by. Without a
 * document, as on a server, it does nothing, and neither does that function. What is wrong with the options is
 * said in the console, and nothing starts.
 */
export declare function init(options: InitOptions): Afterglow;

declare global {
  interface Window {
    afterglow: Afterglow;
  }
  const afterglow: Afterglow;
}
