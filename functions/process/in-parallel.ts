/** Calls `work` for every entry, at most `limit` at once. After a failure nothing more begins; it is thrown once all that began has ended. */
export async function inParallel<Entry>(
  limit: number,
  entries: Iterable<Entry>,
  work: (entry: Entry) => Promise<unknown>,
): Promise<void> {
  const rest = entries[Symbol.iterator]();
  const failures: unknown[] = [];
  const worker = async () => {
    for (let next = rest.next(); !next.done && failures.length === 0; next = rest.next()) {
      try {
        await work(next.value);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (failures.length > 0) throw failures[0];
}

/** A gate that lets at most `limit` pieces of work through at once. */
export function gate(limit: number): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
