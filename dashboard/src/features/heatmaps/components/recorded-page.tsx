import { EventType, type eventWithTime } from '@rrweb/types';
import { useEffect, useRef } from 'react';
import { createReplayer } from '../../../lib/replay/create-replayer.ts';
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
}

/** Time for fonts and images, after which the page is measured once more. */
const settleMs = 400;

/** The page as it was recorded, in full height, without scripts. */
export function RecordedPage({ project, events, files, onShown }: RecordedPageProps) {
  const root = useRef<HTMLDivElement>(null);

  useEffect(() => {
    const first = events[0];
    const last = events.at(-1);
    if (!root.current || !first || !last) return;
    const { replayer } = createReplayer({ root: root.current, project, files, title: 'The recorded page', events });
    if (!replayer) return;
    const { iframe } = replayer;
    iframe.dataset.heatmapPage = '';
    const meta = events.find((event) => event.type === EventType.Meta);
    const size = meta?.type === EventType.Meta ? meta.data : { width: 1280, height: 800 };
    const measure = () => {
      const { contentDocument } = iframe;
      if (!contentDocument?.body) return;
      contentDocument.defaultView?.scrollTo(0, 0);
      onShown({ document: contentDocument, width: size.width, height: showWholePage(iframe, size.height) });
    };
    // pause(t) leaves out what happens at t itself, hence one more.
    replayer.pause(last.timestamp - first.timestamp + 1);
    iframe.style.width = `${size.width}px`;
    measure();
    const timer = setTimeout(measure, settleMs);
    return () => {
      clearTimeout(timer);
      onShown(null);
      replayer.destroy();
    };
  }, [project, events, files, onShown]);

  return <div ref={root} className={classes.root} />;
}
