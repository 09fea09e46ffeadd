/** Gathers what the records of one bucket change. */
import type { NameCaps } from '#contracts/stream-record.ts';
import type { OpenRecord } from '../stream-batch.ts';
import { Deltas } from './deltas.ts';
import { type CountedRecords, scopeOf } from './fold-names.ts';

/**
 * Of all records together, or only of those whose names are decided by the same caps, so that an item is written once
 * for them. Or of each record apart, so that an item may have counted some of them and not others.
 */
export class GatheredDeltas {
  private readonly isApart: boolean;
  private readonly counted = new Map<string, CountedRecords>();

  constructor(isApart: boolean) {
    this.isApart = isApart;
  }

  /** Where the record adds what it changes. Records come in the order of the stream. */
  of({ envelope, position }: OpenRecord, caps: NameCaps | undefined): Deltas {
    const { project, bucket } = envelope;
    const id = this.isApart ? position : scopeOf({ project, caps });
    const known = this.counted.get(id) ?? { project, bucket, caps, deltas: new Deltas() };
    this.counted.set(id, known);
    return known.deltas.at(position);
  }

  all(): CountedRecords[] {
    return [...this.counted.values()];
  }
}
