/** So many watched recordings are remembered in this browser, the newest. */
const most = 2_000;

const keyOf = (project: string) => `afterglow:watched:${project}`;

/** Ids of the sessions of a project that were watched in this browser; empty where storage is blocked. */
export function readWatched(project: string, storage: Storage | undefined): ReadonlySet<string> {
  try {
    const stored: unknown = JSON.parse(storage?.getItem(keyOf(project)) ?? '[]');
    return new Set(Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : []);
  } catch {
    // Blocked storage throws on access, and other code may have written there: then nothing counts as watched.
    return new Set();
  }
}

/** Adds a session to those watched; answers the new set, which holds even where nothing can be stored. */
export function addWatched(project: string, session: string, storage: Storage | undefined): ReadonlySet<string> {
  const watched = new Set(readWatched(project, storage));
  watched.delete(session);
  watched.add(session);
  try {
    storage?.setItem(keyOf(project), JSON.stringify([...watched].slice(-most)));
  } catch {
    // Full or blocked storage: the dot is forgotten with the page, which harms nobody.
  }
  return watched;
}
