/** Items as they are stored, each held against what the archive adds up to. */
import { emptySketch } from '../../shared/visitor-sketch.ts';
import { type Counted, driftOf, type ItemFinding } from './item-drift.ts';
import type { RecountedItem } from './recounted-items.ts';

/** When what counted at an instant (ms) goes by the project's setting, seconds since the epoch. */
export type KeptUntil = (at: number) => number;

export interface Compared {
  recounted: ReadonlyMap<string, RecountedItem>;
  stored: ReadonlyMap<string, Counted>;
  /** Whether numbers of a bucket, of an hour (ms) where it is known, may be greater than what can be recounted. */
  mayBeGreater(bucket: string, hour: number | undefined): boolean;
  /** Seconds since the epoch: what has expired is not looked at. */
  now: number;
  /** Nor is what should have, and nothing is mended to last longer. @default nothing goes by a setting */
  keptUntil?: KeptUntil;
}

export function itemFindings({
  recounted,
  stored,
  mayBeGreater,
  now,
  keptUntil = () => Infinity,
}: Compared): ItemFinding[] {
  const findings: ItemFinding[] = [];
  for (const id of new Set([...recounted.keys(), ...stored.keys()])) {
    const { key: expectedKey, target, expected: whole, everIn = emptySketch } = recounted.get(id) ?? {};
    const item = stored.get(id);
    const key = item ?? expectedKey;
    const goes = keptUntil(instantOf(item ?? whole));
    const expected = whole && { ...whole, ttl: Math.min(whole.ttl, goes) };
    if (!key || goes <= now || (item && item.ttl <= now) || (!item && !expected)) continue;
    const { pk, sk } = key;
    const bucket = sk.slice(sk.lastIndexOf('#') + 1);
    const hour = item && 'hour' in item ? item.hour : target?.kind === 'counter' ? target.hour : undefined;
    findings.push({
      key: { pk, sk },
      stored: item,
      expected,
      drift: driftOf({ pk, sk }, item, expected, everIn, mayBeGreater(bucket, hour)),
    });
  }
  return findings;
}

/** What an item goes by, ms; of none, never. */
function instantOf(item: Counted | undefined): number {
  if (!item) return Infinity;
  return 'hour' in item ? item.hour : item.day;
}
