/** From `t` on, the visitor was in `tab`. */
export interface TabSwitch {
  t: number;
  tab: string;
}

/** Where the visitor was: the tab of the latest input; before any, the first tab that opened. */
export function tabSwitches(
  opened: readonly { id: string; from: number }[],
  activity: readonly { t: number; tab: string }[],
): TabSwitch[] {
  const first = opened[0];
  const switches: TabSwitch[] = first ? [{ t: 0, tab: first.id }] : [];
  for (const { t, tab } of activity.toSorted((a, b) => a.t - b.t)) {
    if (switches.at(-1)?.tab !== tab) switches.push({ t, tab });
  }
  return switches;
}

/** The tab in which the visitor was at a time. */
export function tabAt(switches: readonly TabSwitch[], time: number): string | undefined {
  return (switches.findLast(({ t }) => t <= time) ?? switches[0])?.tab;
}
