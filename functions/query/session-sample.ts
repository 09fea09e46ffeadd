import type { SessionKey } from './readers.ts';

/** A finer step makes a larger sample of what is just too much, and more passes over it. */
const step = 2 ** -0.25;

export interface SampleOptions {
  /** Where a session stands in the order in which sessions are sampled, 0…1. */
  place: (key: SessionKey) => number;
  /** ms; sessions before are counted apart from those within. */
  from: number;
  /** Sessions that are kept of each of the two. */
  most: number;
}

/**
 * Sessions of which all are kept while they are few, else those that stand below a threshold, which falls step by
 * step: as places say nothing of a session, this is a uniform sample over times and visitors, and as a session's
 * place never changes, the same sessions answer every question. In which order they are added changes nothing.
 */
export class SessionSample {
  private readonly options: SampleOptions;
  private kept: { key: SessionKey; place: number | undefined }[] = [];
  private threshold = 1;
  private within = 0;
  /** All that were added. */
  total = 0;

  constructor(options: SampleOptions) {
    this.options = options;
  }

  add(key: SessionKey): void {
    this.total += 1;
    // While all are kept, nobody asks for places.
    const place = this.threshold < 1 ? this.options.place(key) : undefined;
    if (place !== undefined && place >= this.threshold) return;
    this.kept.push({ key, place });
    if (this.isWithin(key)) this.within += 1;
    while (Math.max(this.within, this.kept.length - this.within) > this.options.most) this.thin();
  }

  keys(): SessionKey[] {
    return this.kept.map(({ key }) => key);
  }

  /** Kept sessions of all, 0…1; 1 where all are kept. */
  get share(): number {
    return this.total === 0 ? 1 : this.kept.length / this.total;
  }

  private thin(): void {
    this.threshold *= step;
    this.kept = this.kept
      .map(({ key, place = this.options.place(key) }) => ({ key, place }))
      .filter(({ place }) => place < this.threshold);
    this.within = this.kept.filter(({ key }) => this.isWithin(key)).length;
  }

  private isWithin = ({ startedAt }: SessionKey): boolean => startedAt >= this.options.from;
}
