import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { RecordingManifest } from '#contracts/recording.ts';
import { createFrameReader } from '../../../lib/frames/frame-reader.ts';
import { initialState, type RecordingState } from '../model/recording-state.ts';
import { RecordingStore } from '../model/recording-store.ts';
import { type RecordingView, viewOf } from '../model/recording-view.ts';

export type FetchManifest = (around?: number) => Promise<RecordingManifest>;

export interface Recording {
  /** Undefined until mounted. */
  store: RecordingStore | undefined;
  state: RecordingState;
  view: RecordingView;
}

const refreshMs = 10_000;
const nothing = () => () => {};
const initial = () => initialState;

/** Opens a recording, keeps loading it while the session goes on, and closes it with the component. */
export function useRecording(project: string, session: string, fetchManifest: FetchManifest): Recording {
  const [store, setStore] = useState<RecordingStore>();

  useEffect(() => {
    const opened = new RecordingStore({ project, session, fetchManifest, reader: createFrameReader() });
    setStore(opened);
    void opened.open();
    const timer = setInterval(() => {
      if (!document.hidden) void opened.refresh();
    }, refreshMs);
    return () => {
      clearInterval(timer);
      opened.close();
      setStore(undefined);
    };
  }, [project, session, fetchManifest]);

  const state = useSyncExternalStore(store?.subscribe ?? nothing, store?.state ?? initial);
  const view = useMemo(() => viewOf(state), [state]);
  return { store, state, view };
}
