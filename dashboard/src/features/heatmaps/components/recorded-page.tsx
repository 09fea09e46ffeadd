import type { eventWithTime } from '@rrweb/types';
import { useEffect, useRef } from 'react';
import { createReplayer, type ReplayerOptions } from '../../../lib/replay/create-replayer.ts';
import type { KeptFiles } from '../../../lib/replay/kept-files.ts';
import { showWholePage } from '../model/pin-heights.ts';
import classes from './recorded-page.module.css';

export interface ShownPage {
  document: Document;
  /** CSS px */
  width: number;
  height: number;
}

interface RecordedPageProps {
  project: string;
  events: readonly eventWithTime[];
  files: KeptFiles;
  /** Told when the page stands, and again when its layout has changed (a font, an image). */
  onShown: (page: ShownPage | null) => void;
  /** Told whether it cannot be shown. */
  onDamaged: (isDamaged: boolean) => void;
}

/** Time for fonts and images, after which the page is measured once more. */
const settleMs = 400;

/** Where nothing tells how large the window was. */
const usualSize = { width: 1280, height: 800 };

/** The page as it was recorded, in full height, without scripts. */
export function RecordedPage({ project, events, files, onShown, onDamaged }: RecordedPageProps) {
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const place = root.current;
    if (!place) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const attempt = (act: () => boolean) => {
      let isDone = false;
      try {
        isDone = act();
      } catch {
        // What somebody made up may fail in ways that nobody foresaw. It costs the page alone, and it is told.
      }
      onDamaged(!isDone);
      if (!isDone) {
        place.replaceChildren();
        onShown(null);
      }
      return isDone;
    };
    attempt(() => {
      const measure = buildPage({ root: place, project, events, files }, onShown);
      if (!measure?.()) return false;
      timer = setTimeout(() => attempt(measure), settleMs);
      return true;
    });
    return () => {
      clearTimeout(timer);
      onShown(null);
      onDamaged(false);
      place.replaceChildren();
    };
  }, [project, events, files, onShown, onDamaged]);

  return <div ref={root} className={classes.root} />;
}

/** Builds the page as it was last, and gives what measures and shows it; undefined when there is nothing to show. */
function buildPage(
  given: Pick<ReplayerOptions, 'root' | 'project' | 'events' | 'files'>,
  onShown: (page: ShownPage) => void,
): (() => boolean) | undefined {
  let isBuilt = false;
  const onPage = (isShown: boolean) => {
    isBuilt = isShown;
  };
  const { replayer, size = usualSize } = createReplayer({ ...given, title: 'The recorded page', onPage });
  if (!replayer) return undefined;
  const { iframe } = replayer;
  iframe.dataset.heatmapPage = '';
  // pause(t) leaves out what happens at t itself, hence one more.
  replayer.pause(replayer.getMetaData().totalTime + 1);
  if (!isBuilt) return undefined;
  iframe.style.width = `${size.width}px`;
  return () => {
    const { contentDocument } = iframe;
    if (!contentDocument?.body) return false;
    contentDocument.defaultView?.scrollTo(0, 0);
    onShown({ document: contentDocument, width: size.width, height: showWholePage(iframe, size.height) });
    return true;
  };
}
