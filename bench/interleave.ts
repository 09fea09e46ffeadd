/** One way to do some work; gives how many units it did. */
export type Way = () => number | Promise<number>;

/** Units a second of CPU, by way and round. */
export type Speeds<Name extends string> = Record<Name, number[]>;

export interface InterleaveOptions {
  rounds: number;
  /** ms that each way runs in each round. */
  slice: number;
}

/**
 * Runs ways in turn, round after round, so that whatever else the machine does meets all of them alike. Speed is by
 * CPU time of this process, which other processes do not take away.
 */
export async function interleave<Name extends string>(
  ways: Readonly<Record<Name, Way>>,
  { rounds, slice }: InterleaveOptions,
): Promise<Speeds<Name>> {
  const names = Object.keys(ways) as Name[];
  const speeds = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Speeds<Name>;
  // The first rounds, in which code is still compiled, do not count: a handler takes some seconds until it is.
  for (let round = -8; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const speed = await speedOf(ways[name], slice);
      if (round >= 0) speeds[name].push(speed);
    }
  }
  return speeds;
}

async function speedOf(way: Way, slice: number): Promise<number> {
  const begun = process.cpuUsage();
  const end = performance.now() + slice;
  let units = 0;
  while (performance.now() < end) units += await way();
  const { user, system } = process.cpuUsage(begun);
  return units / ((user + system) / 1e6);
}
