import type { SessionKey } from './readers.ts';

/** A finer step makes a larger sample of what is just too much, and more passes over it. */
const step = 2 ** -0.25;
/** Visitors are told apart by so much of their place: two in a million share one. */
const crowdBuckets = 2 ** 18;
/** A visitor with more sessions than this, within the range or before it, is sampled by session: alone they would be too much. */
const crowded = 100;
/** Candidates are thinned out each time there are so many more, as a multiple of what is kept. */
const slack = 4;

export interface SampleOptions {
  /** Where a session stands in the order in which sessions are sampled, 0…1. */
  place: (key: SessionKey) => number;
  /** ms; sessions before are counted apart from those within. */
  from: number;
  /** Sessions that are kept of each of the two. */
  most: number;
}

interface Candidate {
  key: SessionKey;
  /** The session's own; undefined while nobody asked for it. */
  place: number | undefined;
}

/**
 * Sessions of which all are kept while they are few, else those that stand below a threshold, which falls step by
 * step: all sessions of a visitor, or none, by the visitor's place, so that who comes often counts once. A crowd, who
 * would weigh too much that way, and rows of which the visitor's place is not known, go by the places of sessions.
 * As places say nothing of a session, the sample is uniform over times and visitors, and as they never change, the
 * same sessions answer every question. In which order they are added changes nothing.
 */
export class SessionSample {
  private readonly options: SampleOptions;
  private candidates: Candidate[] = [];
  private checkAt: number;
  private threshold = 1;
  /** Sessions by bucket of their visitor's place, within the range and before it. */
  private readonly sessions = { within: new Uint32Array(crowdBuckets), before: new Uint32Array(crowdBuckets) };
  private readonly crowds = new Set<number>();
  /** All that were added. */
  total = 0;

  constructor(options: SampleOptions) {
    this.options = options;
    this.checkAt = options.most;
  }

  add(key: SessionKey): void {
    this.total += 1;
    if (key.visitor !== undefined) {
      const bucket = bucketOf(key.visitor);
      const counts = this.sessions[this.sideOf(key)];
      const count = (counts[bucket] ?? 0) + 1;
      counts[bucket] = count;
      if (count > crowded) this.crowds.add(bucket);
    }
    const candidate: Candidate = { key, place: undefined };
    if (!this.mayBeKept(candidate)) return;
    this.candidates.push(candidate);
    if (this.candidates.length > this.checkAt) this.thin();
  }

  /** The sessions that are kept; after the last is added. */
  keys(): SessionKey[] {
    this.thin();
    return this.candidates.filter((candidate) => this.isKept(candidate)).map(({ key }) => key);
  }

  /** For how many visitors one of those stands whose sessions are kept, by their place. */
  weightOf(visitor: number | undefined): number {
    return visitor !== undefined && this.crowds.has(bucketOf(visitor)) ? 1 : 1 / this.threshold;
  }

  /** Kept sessions of all, 0…1; 1 where all are kept. */
  get share(): number {
    return this.total === 0 ? 1 : this.keys().length / this.total;
  }

  /** Lowers the threshold until no more are kept than may be. */
  private thin(): void {
    while (this.isTooMuch()) {
      this.threshold *= step;
      this.candidates = this.candidates.filter((candidate) => this.mayBeKept(candidate));
    }
    this.checkAt = Math.max(this.candidates.length, slack * this.options.most) + this.options.most;
  }

  /**
   * Never less than with fewer sessions added, so that the threshold at the end does not depend on when it was asked: a
   * crowd counts by what it would have been kept of before it was one, too.
   */
  private isTooMuch(): boolean {
    const kept = { within: 0, before: 0 };
    for (const candidate of this.candidates) if (this.isKept(candidate)) kept[this.sideOf(candidate.key)] += 1;
    for (const bucket of this.crowds) {
      if (this.threshold === 1 || bucket / crowdBuckets >= this.threshold) continue;
      for (const side of ['within', 'before'] as const)
        kept[side] += Math.min(crowded, this.sessions[side][bucket] ?? 0);
    }
    return Math.max(kept.within, kept.before) > this.options.most;
  }

  /** Whether it is kept as far as is known by now: its visitor may turn out to be a crowd. */
  private mayBeKept(candidate: Candidate): boolean {
    const { visitor } = candidate.key;
    return (visitor !== undefined && visitor < this.threshold) || this.placeOf(candidate) < this.threshold;
  }

  private isKept(candidate: Candidate): boolean {
    const { visitor } = candidate.key;
    const own = visitor === undefined || this.crowds.has(bucketOf(visitor)) ? this.placeOf(candidate) : visitor;
    return own < this.threshold;
  }

  private placeOf(candidate: Candidate): number {
    // While all are kept, nobody asks for places.
    if (this.threshold === 1) return 0;
    candidate.place ??= this.options.place(candidate.key);
    return candidate.place;
  }

  private sideOf = ({ startedAt }: SessionKey): 'within' | 'before' =>
    startedAt >= this.options.from ? 'within' : 'before';
}

const bucketOf = (visitor: number): number => Math.floor(visitor * crowdBuckets);
