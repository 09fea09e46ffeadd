import type { CounterBy, CounterItem, Crowd } from '../shared/tally-items.ts';
import type { Span } from './buckets.ts';
import { inOrder, isLive, type TallyReader } from './readers.ts';

/** Counter items of all crowds that are asked for, without those that have expired. */
export async function readCounters(
  tally: TallyReader,
  { project, crowds, now }: { project: string; crowds: readonly Crowd[]; now: number },
  by: CounterBy,
  span: Span,
): Promise<CounterItem[]> {
  const found = await inOrder(crowds, crowds.length, (crowd) => tally.counters(project, crowd, by, span));
  return found.flat().filter((item) => isLive(item, now));
}
