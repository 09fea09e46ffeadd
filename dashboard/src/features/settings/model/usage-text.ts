import type { Usage } from '#contracts/answers.ts';
import { exactNumber, shareText } from '../../../lib/number-text.ts';

export interface UsageWarning {
  title: string;
  text: string;
  /** The quota is used up. */
  over: boolean;
}

/** What a project's people have to know of its quotas, the worst first. */
export function usageWarnings({ events, recordings, recordingShare }: Usage): UsageWarning[] {
  const fewer = `Of the sessions chosen for recording ${shareText(recordingShare)} are recorded.`;
  const found: UsageWarning[] = [];
  if (events.state === 'exceeded') {
    found.push({
      title: 'The events of this month are used up',
      text: 'Beacons are refused until the quota is raised or the next month begins. Trackers keep what they can and send it then.',
      over: true,
    });
  }
  if (recordings.state === 'exceeded') {
    found.push({
      title: 'The recordings of this month are used up',
      text: 'Nothing is recorded until the quota is raised or the next month begins. Numbers and heatmaps go on.',
      over: true,
    });
  }
  if (events.state === 'warning') {
    const used = shareText(events.used / (events.quota ?? 1));
    found.push({
      title: `${used} of the month's events are used`,
      text: `Recordings are taken back first, so that the numbers go on. ${fewer}`,
      over: false,
    });
  }
  if (recordings.state === 'warning') {
    const used = shareText(recordings.used / (recordings.quota ?? 1));
    found.push({ title: `${used} of the month's recordings are used`, text: fewer, over: false });
  }
  return found;
}

/** Names of today against their caps, with what was counted past them. */
export function namedUsage({ names }: Usage) {
  const rows = [
    { label: 'Paths today', what: 'pageviews', ...names.paths },
    { label: 'Event names today', what: 'events', ...names.eventNames },
    { label: 'Property names today', what: 'properties', ...names.propertyNames },
  ];
  return rows.map(({ label, what, used, cap, other }) => ({
    label,
    used,
    of: cap,
    state: used >= cap ? ('warning' as const) : ('ok' as const),
    note: other > 0 ? `${exactNumber(other)} ${what} of other names are counted under “(other)”` : undefined,
  }));
}
