import { useCallback, useEffect, useState } from 'react';
import { addWatched, readWatched } from '../model/watched.ts';

const changed = 'afterglow:watched';

/** Which recordings of a project were watched in this browser, in all its tabs. */
export function useWatched(project: string): { watched: ReadonlySet<string>; markWatched: (session: string) => void } {
  const [watched, setWatched] = useState(() => readWatched(project, storage()));

  useEffect(() => {
    const read = () => setWatched(readWatched(project, storage()));
    read();
    addEventListener('storage', read);
    addEventListener(changed, read);
    return () => {
      removeEventListener('storage', read);
      removeEventListener(changed, read);
    };
  }, [project]);

  const markWatched = useCallback(
    (session: string) => {
      setWatched(addWatched(project, session, storage()));
      dispatchEvent(new Event(changed));
    },
    [project],
  );
  return { watched, markWatched };
}

/** Browsers that block storage throw on the mere access. */
function storage(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined;
  }
}
