/** A stored session, held against the one that its lines add up to. */
import { isDeepStrictEqual } from 'node:util';
import { type StoredSession, toSessionItem } from '../aggregate/session-item.ts';
import { countSeen, includesSeen, packSeen, type SeenSequences, uniteSeen, unpackSeen } from '../seen-sequences.ts';
import type { ItemKey } from '../stores.ts';
import type { Drift } from './item-drift.ts';
import type { KeptUntil } from './item-findings.ts';
import type { RecountedSession } from './recount.ts';

export interface SessionFinding {
  key: ItemKey;
  stored: StoredSession | undefined;
  expected: StoredSession;
  drift: Drift[];
}

/** What does not tell of what was counted, or is told by the rest. */
const aside = new Set(['pk', 'sk', 'gpk', 'gsk', 'w', 'ttl', 'state', 'caps', 'clamped', 'subjects']);

/** Undefined where nothing is due, or where the session was erased or has expired. */
export function sessionFinding(
  { key, state, caps, clamped, w }: RecountedSession,
  stored: StoredSession | undefined,
  now: number,
  keptUntil: KeptUntil,
): SessionFinding | undefined {
  if (!state || stored?.erased) return undefined;
  const ttl = state.last ? Math.min(state.ttl, keptUntil(state.last.at)) : state.ttl;
  if (ttl <= now) return undefined;
  const expected = toSessionItem({ ...state, ttl }, w, { caps, clamped });
  const drift: Drift[] = [];
  const is: Record<string, unknown> = { ...stored };
  for (const [field, should] of Object.entries(expected)) {
    if (aside.has(field) || isDeepStrictEqual(plain(is[field]), plain(should))) continue;
    drift.push({ key, field, is: shown(is[field]), should: shown(should) });
  }
  const seen: SeenSequences = stored?.state ? unpackSeen(stored.state.seen) : new Map();
  if (!includesSeen(seen, state.seen)) {
    drift.push({ key, field: 'beacons seen', is: countSeen(seen), should: countSeen(uniteSeen(seen, state.seen)) });
  }
  // A beacon without events may lie anywhere in the archive: what was seen stays seen.
  if (expected.state) expected.state.seen = packSeen(uniteSeen(seen, state.seen));
  return { key, stored, expected, drift };
}

/** As a table gives it back: without what is undefined. */
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(JSON.stringify(value)));

function shown(value: unknown): number | string {
  if (typeof value === 'number' || typeof value === 'string') return value;
  const text = value === undefined ? 'absent' : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}
