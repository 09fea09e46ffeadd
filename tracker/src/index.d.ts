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

declare global {
  interface Window {
    afterglow: Afterglow;
  }
  const afterglow: Afterglow;
}
