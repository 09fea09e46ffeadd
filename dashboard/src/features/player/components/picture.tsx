import type { eventWithTime } from '@rrweb/types';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { KeptFiles } from '../../../lib/replay/kept-files.ts';
import type { Refusals } from '../../../lib/replay/refusals.ts';
import { PictureDriver } from '../model/picture-driver.ts';
import type { PlaybackClock } from '../model/playback-clock.ts';
import classes from './picture.module.css';
import { PictureAbsence } from './picture-absence.tsx';

interface PictureProps {
  project: string;
  clock: PlaybackClock;
  events: readonly eventWithTime[];
  files: KeptFiles;
  startedAt: number;
  onRefused: (refusals: Refusals) => void;
}

const title = 'The recorded page; the tab Events says in words what happens on it';

/** The page as the visitor saw it, scaled to the room there is. */
export function Picture({ project, clock, events, files, startedAt, onRefused }: PictureProps) {
  const stage = useRef<HTMLDivElement>(null);
  const root = useRef<HTMLDivElement>(null);
  const driver = useRef<PictureDriver>(null);
  const [page, setPage] = useState({ width: 0, height: 0 });
  const [room, setRoom] = useState({ width: 0, height: 0 });
  const [isShown, setShown] = useState(true);

  useLayoutEffect(() => {
    const element = stage.current;
    if (!element) return;
    const measure = () => setRoom({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    if (!root.current) return;
    const own = new PictureDriver({
      root: root.current,
      project,
      startedAt,
      title,
      trail: '#e8590c',
      onSize: setPage,
      onRefused,
      onShown: setShown,
    });
    driver.current = own;
    const stop = clock.subscribe(() => own.follow(clock.state()));
    return () => {
      stop();
      own.destroy();
      driver.current = null;
    };
  }, [clock, startedAt, project, onRefused]);

  useEffect(() => {
    driver.current?.feed(events, files);
    driver.current?.follow(clock.state());
  }, [clock, events, files]);

  const scale = page.width > 0 ? Math.min(room.width / page.width, room.height / page.height, 1) : 1;
  return (
    <div ref={stage} className={classes.stage}>
      <div
        className={classes.page}
        style={{ width: page.width * scale, height: page.height * scale }}
        data-hidden={!isShown || undefined}
      >
        <div ref={root} className={classes.root} style={{ transform: `scale(${scale})` }} />
      </div>
      {!isShown && (
        <PictureAbsence title="This page cannot be shown">
          Its recording is damaged. The rest plays on, and the list of events shows what happened here.
        </PictureAbsence>
      )}
    </div>
  );
}
