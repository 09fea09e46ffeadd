import type { ProjectItem } from '../project-items.ts';
import type { ProjectReader } from '../write-key-store.ts';
import type { GuessLimit } from './guess-limit.ts';
import { type LimitedAddressDeps, limitedAddress } from './limited-address.ts';

export interface GuardedProjectDeps extends LimitedAddressDeps {
  projects: ProjectReader;
  guesses: GuessLimit;
}

/**
 * The project that a write key names, if any; rejects with `too_many_requests` where the sender of these headers, or
 * all, try too many that no project has. `now` and `maxAge` (of what is known of the project) in ms.
 */
export function guardedProject(
  headers: Readonly<Record<string, string | undefined>>,
  key: string,
  now: number,
  deps: GuardedProjectDeps,
  maxAge?: number,
): Promise<ProjectItem | undefined> {
  const guesser = () => limitedAddress(deps, headers, '', now);
  const guard = {
    before: async () => deps.guesses.check(await guesser(), now),
    missed: async () => deps.guesses.take(await guesser(), now),
  };
  return deps.projects.byWriteKey(key, now, guard, maxAge);
}
