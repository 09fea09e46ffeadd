/** A repeatable source of chance. */
export interface Random {
  /** 0 ≤ n < 1. */
  next(): number;
  between(low: number, high: number): number;
  /** One of the values, by their weights. */
  pick<T>(values: readonly T[], weight?: (value: T) => number): T;
}

/** Mulberry32 by T. Ettinger: 32 bits of state, good enough for a demo. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    pick(values, weight = () => 1) {
      let left = next() * values.reduce((sum, value) => sum + weight(value), 0);
      for (const value of values) {
        left -= weight(value);
        if (left < 0) return value;
      }
      const last = values.at(-1);
      if (last === undefined) throw new RangeError('there is nothing to pick from');
      return last;
    },
  };
}
