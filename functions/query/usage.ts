/** What a project took of its quotas this month, and which names of today are past their caps. */
import type { Usage } from '#contracts/answers.ts';
import type { NameCaps } from '#contracts/stream-record.ts';
import { nameCaps } from '#contracts/stream-record.ts';
import type { VerifiedProject } from '../shared/http/guard.ts';
import { quotaState, recordingShare } from '../shared/quota.ts';
import { type CounterBy, type Counts, monthStart, utcDay } from '../shared/tally-items.ts';
import { hourStart } from '../shared/zone.ts';
import { sumCounts } from './numbers.ts';
import { inOrder, isLive, type TallyReader, type UsageReader } from './readers.ts';

const hour = 3_600_000;
const dayMs = 86_400_000;
const width = 16;

const named: Record<keyof NameCaps, { by: CounterBy; count: keyof Counts }> = {
  paths: { by: 'path', count: 'pageviews' },
  eventNames: { by: 'event', count: 'events' },
  propertyNames: { by: 'property', count: 'events' },
};

export async function usage(
  { tally, usages }: { tally: TallyReader; usages: UsageReader },
  { id, item }: Pick<VerifiedProject, 'id' | 'item'>,
  now: number,
): Promise<Usage> {
  const { limits } = item.settings;
  const month = monthStart(now);
  const caps = nameCaps(limits);
  const today = Math.floor(now / dayMs) * dayMs;
  const namesOf = async (name: keyof NameCaps): Promise<Usage['names']['paths']> => {
    const { by, count } = named[name];
    const distinct = await usages.names(id, by, utcDay(now));
    const hours = hoursOf(today, now, item.timeZone);
    // Below the cap everything has numbers of its own, but for what one beacon brought too much of.
    const others = distinct < caps[name] ? [] : await inOrder(hours, width, (start) => usages.others(id, by, start));
    const live = others.flat().filter((other) => isLive(other, now));
    return { used: Math.min(distinct, caps[name]), cap: caps[name], other: sumCounts(live)[count] };
  };
  const [counted, paths, eventNames, propertyNames] = await Promise.all([
    tally.counters(id, 'human', 'usage', { from: month, to: month + 1 }),
    namesOf('paths'),
    namesOf('eventNames'),
    namesOf('propertyNames'),
  ]);
  const used = sumCounts(counted);
  const quota = (taken: number, allowed: number | null) => ({
    used: taken,
    quota: allowed,
    state: quotaState(taken, allowed),
  });
  return {
    month: utcDay(month).slice(0, 7),
    events: quota(used.events, limits.eventsPerMonth),
    recordings: quota(used.recordings, limits.recordingsPerMonth),
    recordingShare: recordingShare(limits, used),
    day: utcDay(now),
    names: { paths, eventNames, propertyNames },
  };
}

/** Starts of the project's hours that lie in the UTC day so far. */
function hoursOf(today: number, now: number, zone: string): number[] {
  const starts: number[] = [];
  for (let at = hourStart(now, zone); at >= today; at = hourStart(at - 1, zone)) starts.push(at);
  return starts.slice(0, dayMs / hour + 1);
}
