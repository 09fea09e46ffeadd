import { EventType, type eventWithTime } from '@rrweb/types';
import type { Gap } from './recording-state.ts';

/** Tag of the event by which the decoder says that the recorder told nothing until its next snapshot. */
const gapTag = 'afterglow-gap';

/** Stretches of a tab that the recorder itself left out, as in a storm of changes; times from `startedAt`, ms. */
export function recorderGaps(stream: readonly eventWithTime[], tab: string, startedAt: number): Gap[] {
  const gaps: Gap[] = [];
  let open: Gap | undefined;
  for (const event of stream) {
    const at = event.timestamp - startedAt;
    if (open && event.type === EventType.FullSnapshot) {
      open.to = at;
      open = undefined;
    } else if (event.type === EventType.Custom && event.data?.tag === gapTag && !open) {
      open = { document: '', tab, from: at, to: at, reason: 'dropped' };
      gaps.push(open);
    } else if (open) open.to = at;
  }
  return gaps;
}
