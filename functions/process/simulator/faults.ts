/** What goes wrong on the way to a store: a process that dies, a store that fails or is down, an answer that is lost. */
import type { Condition, ItemKey, ItemStore, ObjectStore } from '../stores.ts';
import type { Random } from './random.ts';
import type { SimulatedClock } from './simulated-clock.ts';

/** The function died: nothing it would have done later happens. */
export class CrashError extends Error {
  override name = 'CrashError' as const;
}

/** A store failed once. */
export class StoreError extends Error {
  override name = 'StoreError' as const;
}

export interface Fault {
  /** Which write of the invocation, from 0. */
  write: number;
  when: 'before' | 'after';
  /** `fail`: the write throws; with `after` it was done, and only its answer is lost. */
  what: 'crash' | 'fail';
}

export function anyFault(random: Random): Fault {
  return {
    write: Math.floor(random.next() ** 2 * 60),
    when: random.pick(['before', 'after'] as const),
    what: random.pick(['crash', 'fail'] as const),
  };
}

export type Service = 'tables' | 'objects';

/** From `from` until `until` (ms of the simulated clock) a share of a service's calls fails: 1 is down, less is throttled. */
export interface Outage {
  service: Service;
  from: number;
  until: number;
  share: number;
}

/** How the services are, for all invocations together. */
export interface Weather {
  clock: SimulatedClock;
  random: Random;
  outages: readonly Outage[];
  /** Calls that failed for it. */
  struck: number;
}

/** What a call of a store takes, ms. */
const callMs = 4;

/** One invocation's way to the stores, with at most one fault of its own. */
export class FaultyWay {
  writes = 0;
  crashed = false;
  private readonly fault: Fault | undefined;
  private readonly weather: Weather | undefined;

  constructor(fault?: Fault, weather?: Weather) {
    this.fault = fault;
    this.weather = weather;
  }

  items(store: ItemStore): ItemStore {
    return {
      read: (keys: readonly ItemKey[]) => this.read('tables', () => store.read(keys)),
      keysOf: (pk: string) => this.read('tables', () => store.keysOf(pk)),
      few: (pk: string, most: number) => this.read('tables', () => store.few(pk, most)),
      put: <Item extends ItemKey>(item: Item, condition: Condition) =>
        this.write('tables', () => store.put(item, condition)),
      remove: (key: ItemKey, condition: Condition) => this.write('tables', () => store.remove(key, condition)),
    };
  }

  objects(store: ObjectStore): ObjectStore {
    return { put: (name: string, bytes: Uint8Array) => this.write('objects', () => store.put(name, bytes)) };
  }

  private async read<Result>(service: Service, work: () => Promise<Result>): Promise<Result> {
    if (this.crashed) throw new CrashError('dead');
    this.pass(service);
    return work();
  }

  private async write<Result>(service: Service, work: () => Promise<Result>): Promise<Result> {
    if (this.crashed) throw new CrashError('dead');
    const struck = this.fault?.write === this.writes ? this.fault : undefined;
    this.writes += 1;
    if (struck?.when === 'before') this.strike(struck);
    this.pass(service);
    const result = await work();
    if (struck?.when === 'after') this.strike(struck);
    return result;
  }

  /** Throws where the service is down or throttles. */
  private pass(service: Service): void {
    if (!this.weather) return;
    const { clock, outages, random } = this.weather;
    clock.now += callMs;
    const outage = outages.find((one) => one.service === service && clock.now >= one.from && clock.now < one.until);
    if (!outage || !random.chance(outage.share)) return;
    this.weather.struck += 1;
    throw new StoreError(`the ${service} are down or throttle`);
  }

  private strike({ what, when }: Fault): never {
    if (what === 'fail') throw new StoreError(`the store failed ${when} a write`);
    this.crashed = true;
    throw new CrashError(`died ${when} a write`);
  }
}
