import type { PageTree, Scroll } from './page-tree.ts';

/** How far ahead the same line is looked for. */
const reach = 400;
const mostShown = 24;
/** Between what plays in the page and in the replay: a browser takes its time to begin, and to take another speed. */
const mostDriftS = 0.5;

/** Readable differences between the live page and its replay; empty when they are the same. */
export function treeDiff(live: PageTree, replayed: PageTree): string[] {
  const found = lineDiff(live.lines, replayed.lines);
  return found.length ? found : [...scrollDiff(live, replayed), ...mediaDiff(live, replayed)];
}

/** Lines that only one has, `-` for the live page and `+` for the replay, each block under the line before it. */
function lineDiff(live: readonly string[], replayed: readonly string[]): string[] {
  const found: string[] = [];
  let a = 0;
  let b = 0;
  let told = -1;
  while (a < live.length || b < replayed.length) {
    if (live[a] === replayed[b]) {
      a += 1;
      b += 1;
      continue;
    }
    if (found.length >= mostShown) return [...found, '… and more'];
    if (told !== a && a > 0) found.push(`  ${live[a - 1]?.slice(0, 200)} (line ${a})`);
    const [skipA, skipB] = nextCommon(live, replayed, a, b);
    const only = live.slice(a, a + Math.min(skipA, mostShown));
    const added = replayed.slice(b, b + Math.min(skipB, mostShown));
    const from = only.length === 1 && added.length === 1 ? apart(only[0] ?? '', added[0] ?? '') : 0;
    for (const line of only) found.push(`- ${cut(line, from)}`);
    for (const line of added) found.push(`+ ${cut(line, from)}`);
    a += skipA;
    b += skipB;
    told = a;
  }
  return found;
}

/** How many lines to leave on both sides until two are the same again. */
function nextCommon(live: readonly string[], replayed: readonly string[], a: number, b: number): [number, number] {
  for (let sum = 1; sum < reach; sum += 1) {
    for (let skip = 0; skip <= sum; skip += 1) {
      const line = live[a + skip];
      if (line !== undefined && line === replayed[b + sum - skip]) return [skip, sum - skip];
    }
  }
  return [live.length - a, replayed.length - b];
}

/** What is scrolled to another place than the replay, as far as it can be scrolled there, shows. */
function scrollDiff(live: PageTree, replayed: PageTree): string[] {
  const places = new Map(replayed.scrolls.map((scroll) => [scroll[0], scroll]));
  const found: string[] = [];
  const compare = ([line, left, top]: Scroll, other: Scroll | undefined) => {
    const [, x = 0, y = 0, maxX = 0, maxY = 0] = other ?? [];
    const wanted = [Math.min(left, maxX), Math.min(top, maxY)] as const;
    if (Math.abs(wanted[0] - x) > 1 || Math.abs(wanted[1] - y) > 1) {
      found.push(`  ${live.lines[line]?.slice(0, 200)}`, `- scrolled to ${wanted}`, `+ scrolled to ${x},${y}`);
    }
    places.delete(line);
  };
  for (const scroll of live.scrolls) compare(scroll, places.get(scroll[0]));
  for (const [line, left, top] of places.values()) {
    if (left || top) compare([line, 0, 0, 0, 0], [line, left, top, left, top]);
  }
  return found.slice(0, mostShown);
}

/** What plays in another way, or is at another place. */
function mediaDiff(live: PageTree, replayed: PageTree): string[] {
  return live.media.flatMap(([line, state, time, speed], index) => {
    const [, shown, at = 0] = replayed.media[index] ?? [];
    if (state === shown && Math.abs(time - at) <= (speed ? mostDriftS * Math.max(1, speed) : 0.02)) return [];
    return [`  ${live.lines[line]?.slice(0, 200)}`, `- ${state}, at ${time} s`, `+ ${shown}, at ${at} s`];
  });
}

/** Where two lines part, less a few letters to read. */
function apart(one: string, other: string): number {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  return at < 250 ? 0 : at - 60;
}

const cut = (line: string, from: number): string => (from ? '… ' : '') + line.slice(from, from + 300);
