/**
 * Tokens that this container has taken from the shared buckets in advance, so that a request rarely costs a
 * write. A container that dies takes its tokens along, so limits let through less then, never more.
 */
import { RecentMap } from '../recent-map.ts';
import type { LeaseStore, MarkMove, Marks } from './lease-store.ts';
import { type Bucket, grant, refillMs, tokensLeft, waitMs } from './token-bucket.ts';

/** How long tokens that were taken in advance may be used, ms. */
const leaseMs = 30_000;
/** A refusal is believed this long at least, so that a flood costs no call per request. */
const leastWaitMs = 500;
/** How long after a refusal a container counts as flooded. */
const pressedMs = 2_000;
/** Only a bucket that fills or empties under the hands of others needs a second try. */
const maxTries = 5;
/** Without an answer after this, the store counts as down; while it does, everything is let through. */
const answerMs = 1_000;
const openMs = 5_000;
/** ms; what a double of this size may be off. */
const rounding = 0.01;
/** Guessed addresses must not fill the memory. */
export const maxAddresses = 10_000;
/** A key's buckets are full again within seconds; an address is forgotten after an hour. */
export const keptSeconds = 3_600;

export interface Need {
  bucket: Bucket;
  tokens: number;
  /** Tokens taken at once, for what comes next. */
  block: number;
}
/** By the names of their buckets. */
export type Needs = Readonly<Record<string, Need>>;

/**
 * `parts`: a block is what flows in in this part of a second. The bucket is named `KIND@RATE`: a limit that is changed is
 * another bucket, since debts and leases of the one before would hold on.
 */
export const need = (kind: string, perSecond: number, burst: number, tokens: number, parts: number): Needs => ({
  [`${kind}@${perSecond}`]: { bucket: { perSecond, burst }, tokens, block: Math.floor(perSecond / parts) },
});

/** Refused: when to come back, and for want of what. */
export interface Shortage {
  waitMs: number;
  name: string;
}

export interface RateLimitOptions {
  store: LeaseStore;
  /** Told each time that the store fails; whoever asked is let through. */
  onFailure: (error: unknown) => void;
}

export interface LeasesOptions extends RateLimitOptions {
  /** Buckets that are remembered; the one that was used longest ago goes first. */
  maxKeys: number;
  /** s that a bucket is kept after its last use. */
  keptSeconds: number;
}

interface Lease {
  tokens: Record<string, number>;
  until: number;
  marks: Marks;
  /** By name: needs of at least `tokens` are refused until then. */
  refused: Record<string, { until: number; tokens: number }>;
  openUntil: number;
}

type Key = Parameters<LeaseStore['marks']>[0];

export class Leases {
  private readonly options: LeasesOptions;
  private readonly held: RecentMap<Lease>;

  constructor(options: LeasesOptions) {
    this.options = options;
    this.held = new RecentMap(options.maxKeys);
  }

  /** Takes all that is needed or nothing; undefined when it was there. */
  async take(key: Key, needs: Needs, now: number): Promise<Shortage | undefined> {
    const lease = this.leaseOf(key.pk, now);
    for (let tries = 0; tries < maxTries; tries += 1) {
      if (lease.openUntil > now || used(lease, needs)) return undefined;
      const refusal = refusalOf(lease, needs, now);
      if (refusal) return refusal;
      const moves = movesFor(lease, needs, now);
      if ('shortage' in moves) {
        const { name, waitMs: wait } = moves.shortage;
        const until = now + Math.max(leastWaitMs, wait);
        lease.refused[name] = { until, tokens: needs[name]?.tokens ?? 0 };
        return moves.shortage;
      }
      await this.lease(key, lease, moves, now);
    }
    const [name = ''] = Object.keys(needs);
    return { name, waitMs: leastWaitMs };
  }

  /** Why a need would be refused without asking anybody. */
  refusal(key: Key, needs: Needs, now: number): Shortage | undefined {
    const lease = this.held.get(key.pk);
    if (!lease || lease.openUntil > now || Object.keys(needs).every((name) => has(lease, needs, name, now))) return;
    return refusalOf(lease, needs, now);
  }

  /** Gives back what was taken for nothing. */
  giveBack(key: Key, needs: Needs): void {
    const lease = this.held.get(key.pk);
    for (const [name, { tokens }] of Object.entries(needs)) if (lease) addTokens(lease, name, tokens);
  }

  private async lease(key: Key, lease: Lease, { moves, tokens }: Moves, now: number): Promise<void> {
    const { store, keptSeconds, onFailure } = this.options;
    try {
      const ttl = Math.ceil(now / 1_000) + keptSeconds;
      const marks = await inTime(store.move(key, moves, ttl));
      if (!marks) {
        lease.marks = await inTime(store.marks(key));
        return;
      }
      lease.marks = marks;
      lease.until = now + leaseMs;
      for (const [name, count] of Object.entries(tokens)) addTokens(lease, name, count);
    } catch (error) {
      lease.openUntil = now + openMs;
      onFailure(error);
    }
  }

  private leaseOf(id: string, now: number): Lease {
    const found = this.held.get(id);
    const lease = found ?? { tokens: {}, until: 0, marks: {}, refused: {}, openUntil: 0 };
    if (lease.until <= now) lease.tokens = {};
    this.held.set(id, lease);
    return lease;
  }
}

function addTokens({ tokens }: Lease, name: string, count: number): void {
  tokens[name] = (tokens[name] ?? 0) + count;
}

interface Moves {
  moves: MarkMove[];
  tokens: Record<string, number>;
}

const has = ({ tokens, until }: Lease, needs: Needs, name: string, now: number): boolean =>
  (until > now ? (tokens[name] ?? 0) : 0) >= (needs[name]?.tokens ?? 0);

/** Whether the tokens were there; then they are gone. */
function used({ tokens }: Lease, needs: Needs): boolean {
  const wanted = Object.entries(needs);
  if (wanted.some(([name, need]) => (tokens[name] ?? 0) < need.tokens)) return false;
  for (const [name, need] of wanted) tokens[name] = (tokens[name] ?? 0) - need.tokens;
  return true;
}

function refusalOf(lease: Lease, needs: Needs, now: number): Shortage | undefined {
  let longest: Shortage | undefined;
  for (const [name, need] of Object.entries(needs)) {
    const refused = lease.refused[name];
    if (!refused || refused.until <= now || need.tokens < refused.tokens) continue;
    if ((lease.tokens[name] ?? 0) >= need.tokens) continue;
    const wait = refused.until - now;
    if (!longest || wait > longest.waitMs) longest = { name, waitMs: wait };
  }
  return longest;
}

/** What to take from the shared buckets: the missing, and where a block runs out, a new one. */
function movesFor(lease: Lease, needs: Needs, now: number): Moves | { shortage: Shortage } {
  const moves: MarkMove[] = [];
  const tokens: Record<string, number> = {};
  for (const [name, { bucket, tokens: wanted, block }] of Object.entries(needs)) {
    const held = lease.tokens[name] ?? 0;
    const mark = lease.marks[name] ?? 0;
    const needed = Math.max(0, wanted - held);
    if (needed === 0 && held >= block / 2) continue;
    const given = grant(bucket, mark, now, { needed, wanted: needed + advance(lease, name, needs, now) });
    if (given === undefined) return { shortage: { name, waitMs: waitMs(bucket, mark, now, needed) } };
    if (given === 0) continue;
    tokens[name] = given;
    const by = refillMs(bucket, given);
    // A mark that has passed is a full bucket; one ahead may be moved by as much as keeps it within the burst.
    if (mark <= now) moves.push({ name, after: now, to: now + by });
    else moves.push({ name, after: now, by, limit: now + refillMs(bucket, bucket.burst - given) + rounding });
  }
  return { moves, tokens };
}

/**
 * What is taken for later: less where less is left, so that many containers that begin at once do not empty
 * the bucket; a whole block by one that was refused lately, so that a flood is not asked about piece by piece.
 */
function advance({ marks, refused }: Lease, name: string, needs: Needs, now: number): number {
  const { bucket, block } = needs[name] as Need;
  if ((refused[name]?.until ?? 0) + pressedMs > now) return block;
  const left = tokensLeft(bucket, marks[name] ?? 0, now);
  return Math.floor(Math.min(block, Math.max(left / 10, block / 5)));
}

async function inTime<Answer>(work: Promise<Answer>): Promise<Answer> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${answerMs} ms`)), answerMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
