import { Replayer } from '@rrweb/replay';
import type { eventWithTime } from '@rrweb/types';
import './replay.css';

export interface ReplayerOptions {
  /** Must be in the document: rrweb makes its sandboxed frame there. */
  root: HTMLElement;
  events: eventWithTime[];
  /** What a screen reader calls the frame. */
  title: string;
  /** Colour of the pointer's trail; no trail without it. */
  trail?: string;
}

/**
 * The only way a recording is rebuilt: in a frame whose sandbox is exactly `allow-same-origin`, with no
 * `UNSAFE_` option of rrweb, so that nothing a page sent runs here. Foreign loads are stopped by our CSP,
 * which the frame inherits.
 */
export function createReplayer({ root, events, title, trail }: ReplayerOptions): Replayer {
  const replayer = new Replayer(events, {
    root,
    // A replayed focus() would take the keyboard away from the player.
    triggerFocus: false,
    showWarning: false,
    mouseTail: trail ? { duration: 600, lineCap: 'round', lineWidth: 3, strokeStyle: trail } : false,
  });
  const { sandbox } = replayer.iframe;
  if (sandbox.value !== 'allow-same-origin') {
    replayer.destroy();
    throw new Error(`The replay frame has the sandbox "${sandbox.value}" instead of "allow-same-origin".`);
  }
  replayer.iframe.title = title;
  replayer.iframe.tabIndex = -1;
  return replayer;
}
