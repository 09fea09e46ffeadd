import { type KeptFiles, keptFilesOf } from '../../../lib/replay/kept-files.ts';
import { activityHistogram, inactiveStretches, isActivity, type Stretch } from './activity.ts';
import { mediaEvents } from './media-events.ts';
import { type PagePlace, pagePlaces } from './page-place.ts';
import type { RecordingState } from './recording-state.ts';
import { type TabSwitch, tabSwitches } from './tab-switches.ts';
import { markOf, type TimelineEvent } from './timeline-event.ts';

/** What timeline and lists draw, derived from what has been loaded. */
export interface RecordingView {
  /** Activity over the whole length, 0…1 a bin. */
  histogram: number[];
  inactive: Stretch[];
  switches: TabSwitch[];
  places: ReadonlyMap<string, PagePlace[]>;
  /** Events that have a mark, in order of time. */
  events: TimelineEvent[];
  console: TimelineEvent[];
  network: TimelineEvent[];
  /** Files of the page that were kept. */
  files: KeptFiles;
}

const bins = 240;

export function viewOf(state: RecordingState): RecordingView {
  const { startedAt, duration, streams, timeline, tabs } = state;
  const activity: { t: number; tab: string }[] = [];
  const places = new Map<string, PagePlace[]>();
  const marked: TimelineEvent[] = timeline.filter(({ event }) => markOf(event) !== undefined);
  for (const [tab, events] of streams) {
    for (const event of events) if (isActivity(event)) activity.push({ t: event.timestamp - startedAt, tab });
    const pageviews = timeline.filter((each) => each.tab === tab && each.event.kind === 'pageview');
    places.set(tab, pagePlaces(events, pageviews, startedAt));
    marked.push(...mediaEvents(events, tab, startedAt));
  }
  for (const { t, tab, event } of timeline) if (event.kind === 'click') activity.push({ t, tab });
  const times = activity.map(({ t }) => t).sort((a, b) => a - b);
  return {
    histogram: activityHistogram(times, duration, bins),
    inactive: inactiveStretches(times, duration),
    switches: tabSwitches(tabs, activity),
    places,
    events: marked.sort((one, other) => one.t - other.t),
    console: timeline.filter(({ event }) => event.kind === 'console' || event.kind === 'error'),
    network: timeline.filter(({ event }) => event.kind === 'request'),
    files: keptFilesOf(timeline.map(({ event }) => event)),
  };
}
