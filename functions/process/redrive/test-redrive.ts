/** What tests of a redrive share. */
import { expect } from 'vitest';
import { defaultSettings } from '#contracts/project-settings.ts';
import { epochPosition } from '../../shared/epoch-position.ts';
import { type Invoke, once } from '../simulator/event-source.ts';
import type { MemoryObjectStore } from '../simulator/memory-stores.ts';
import { streamEpoch } from '../simulator/world.ts';
import type { StreamRecord } from '../stream-batch.ts';
import type { RedriveContext } from './redrive-failures.ts';

/** A later stream, which the consumers read to its end at once. */
export class LaterStream {
  readonly records: StreamRecord[] = [];
  private next = 5_000n;

  put = async (partitionKey: string, data: Uint8Array): Promise<string> => {
    const sequenceNumber = String(this.next);
    this.next += 3n;
    const position = epochPosition(streamEpoch + 40 * 86_400_000, sequenceNumber);
    this.records.push({ sequenceNumber, position, partitionKey, data });
    return sequenceNumber;
  };

  async readBy(invoke: Invoke): Promise<void> {
    for (let at = 0; at < this.records.length; at += 7) {
      expect(await once(invoke, this.records.slice(at, at + 7), undefined, false)).not.toHaveProperty('failed');
    }
  }
}

export function contextOf(failures: MemoryObjectStore, stream: LaterStream, over: Partial<RedriveContext> = {}) {
  const said: string[] = [];
  const context: RedriveContext = {
    failures,
    put: stream.put,
    mend: async () => {},
    retentionOf: async () => defaultSettings,
    say: (line) => said.push(line),
    dryRun: false,
    force: false,
    ...over,
  };
  return { context, said };
}

/** Each beacon once: of two copies, the one that did not fail would count. */
export const clean = { traffic: { poison: 0, erasures: 0, forgotten: 0, arrivals: () => [0] } };
