import { EventType, type eventWithTime, IncrementalSource, MediaInteractions } from '@rrweb/types';
import { clockText } from './playback-time.ts';
import type { TimelineEvent } from './timeline-event.ts';

/** A film or a sound began, stopped or was moved. Its file is not kept, so the picture does not show it. */
export interface MediaEvent {
  kind: 'media';
  path: '';
  title: string;
  /** Where in the film or sound. */
  detail: string;
}

const titles: Partial<Record<number, string>> = {
  [MediaInteractions.Play]: 'Media played',
  [MediaInteractions.Pause]: 'Media paused',
  [MediaInteractions.Seeked]: 'Media moved',
};

/** What films and sounds did in a tab; times from `startedAt`, ms. */
export function mediaEvents(
  stream: readonly eventWithTime[],
  tab: string,
  startedAt: number,
): TimelineEvent<MediaEvent>[] {
  return stream.flatMap(({ type, data, timestamp }, index) => {
    if (type !== EventType.IncrementalSnapshot || data?.source !== IncrementalSource.MediaInteraction) return [];
    const title = titles[data.type];
    if (!title) return [];
    const { currentTime } = data;
    const isKnown = typeof currentTime === 'number' && currentTime >= 0 && Number.isFinite(currentTime);
    const detail = isKnown ? `at ${clockText(currentTime * 1_000)}` : '';
    const event: MediaEvent = { kind: 'media', path: '', title, detail };
    return [{ id: `${tab}/media/${index}`, t: Math.max(0, timestamp - startedAt), tab, event }];
  });
}
