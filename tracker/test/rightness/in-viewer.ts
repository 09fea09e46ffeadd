/** Plays events where the dashboard would, under its policy and in its sandbox, and tells what it shows. */
import { Replayer } from '@rrweb/replay';
import type { eventWithTime } from '@rrweb/types';
import { type PageTree, pageTree, type TreeOptions } from './page-tree.ts';

let replayer: Replayer | undefined;
let startedAt = 0;

/** Takes a recording; the one before it is gone. */
export async function load(address: string): Promise<string> {
  replayer?.destroy();
  const events = JSON.parse(await (await fetch(address)).text(), withoutShadows) as eventWithTime[];
  startedAt = events[0]?.timestamp ?? 0;
  events.forEach(settleMovement);
  replayer = new Replayer(events, { root: document.body, triggerFocus: false, showWarning: true, mouseTail: false });
  return replayer.iframe.sandbox.value;
}

/** As the dashboard does: the player itself takes a form's field of such a name for the form's property. */
const withoutShadows = (key: string, value: unknown) =>
  key === 'name' && typeof value === 'string' && value in Node.prototype ? undefined : value;

/**
 * Where the last event played is a movement, the player plays again what came since its first step, and warns of
 * what it then removes twice. That is its own doing: here movements have no steps.
 */
function settleMovement({ data }: eventWithTime): void {
  const { positions } = data as { positions?: { timeOffset: number }[] };
  for (const position of positions ?? []) position.timeOffset = 0;
}

/** Shows the page as it was at a moment of the page's clock, ms. */
export async function show(at: number, options: TreeOptions): Promise<PageTree> {
  // The player leaves out what happened at the very moment it is asked for.
  replayer?.pause(Math.min(at - startedAt + 1, replayer.getMetaData().totalTime + 1));
  await new Promise((resolve) => setTimeout(resolve, 60));
  const inside = replayer?.iframe.contentDocument;
  if (!inside) throw new Error('The player has no document.');
  await inside.fonts.ready;
  const { mediaMap } = (replayer as unknown as { mediaManager: MediaManager }).mediaManager;
  await Promise.all([...mediaMap.keys()].map(loaded));
  // A player that stands still has all media stand still, at the places where they were.
  return pageTree(inside, options, (media) => mediaMap.get(media)?.isPlaying ?? !media.paused);
}

/** What the player remembers of audio and video. */
interface MediaManager {
  mediaMap: Map<HTMLMediaElement, { isPlaying: boolean }>;
}

/** Before its length is known, the player brings no media to its place. */
async function loaded(media: HTMLMediaElement): Promise<void> {
  if (!media.isConnected || !media.currentSrc || media.readyState || media.error) return;
  await new Promise((resolve) => {
    media.addEventListener('loadedmetadata', resolve);
    media.addEventListener('error', resolve);
  });
}
