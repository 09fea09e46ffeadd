import { Text } from '@mantine/core';
import { memo, type PointerEvent, useMemo, useRef, useState } from 'react';
import { visibleText } from '../../../lib/visible-text.ts';
import { useClock } from '../hooks/use-playback.ts';
import type { PlaybackClock } from '../model/playback-clock.ts';
import { clockText } from '../model/playback-time.ts';
import type { Gap } from '../model/recording-state.ts';
import type { RecordingView } from '../model/recording-view.ts';
import { describeEvent, markOf, type TimelineEvent } from '../model/timeline-event.ts';
import markClasses from './marks.module.css';
import classes from './timeline.module.css';

interface TimelineProps {
  clock: PlaybackClock;
  duration: number;
  view: RecordingView;
  gaps: readonly Gap[];
}

/** The whole recording in a line: activity, skipped stretches, gaps, marks, and where it plays. */
export function Timeline({ clock, duration, view, gaps }: TimelineProps) {
  const track = useRef<HTMLDivElement>(null);
  const [hover, setHover] = useState<number | null>(null);
  const second = useClock(clock, ({ time }) => Math.floor(time / 1000));
  const share = useClock(clock, ({ time }) => (duration > 0 ? Math.round((time / duration) * 2_000) / 2_000 : 0));

  const timeAt = (event: PointerEvent) => {
    const box = track.current?.getBoundingClientRect();
    if (!box || box.width === 0) return 0;
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)) * duration;
  };
  const near = useMemo(
    () => (hover === null ? undefined : nearest(view.events, hover, duration)),
    [view, hover, duration],
  );

  return (
    <div
      ref={track}
      className={classes.track}
      role="slider"
      tabIndex={0}
      aria-label="Time"
      aria-valuemin={0}
      aria-valuemax={Math.ceil(duration / 1000)}
      aria-valuenow={second}
      aria-valuetext={`${clockText(second * 1000)} of ${clockText(duration)}`}
      onKeyDown={({ key }) => {
        if (key === 'Home') clock.seek(0);
        if (key === 'End') clock.seek(duration);
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        clock.seek(timeAt(event));
      }}
      onPointerMove={(event) => {
        const time = timeAt(event);
        setHover(time);
        if (event.currentTarget.hasPointerCapture(event.pointerId)) clock.seek(time);
      }}
      onPointerLeave={() => setHover(null)}
    >
      <Drawing duration={duration} view={view} gaps={gaps} />
      <div className={classes.played} style={{ transform: `scaleX(${share})` }} />
      <div className={classes.head} style={{ left: `${share * 100}%` }} />
      {hover !== null && (
        <div className={classes.hover} style={{ left: `${(hover / duration) * 100}%` }}>
          <div className={classes.tip} data-side={hover > duration / 2 ? 'left' : 'right'}>
            <Text span size="xs" fw={600}>
              {clockText(hover)}
            </Text>
            {near && (
              <Text span size="xs" truncate maw={220}>
                {visibleText(`${describeEvent(near.event).title} ${describeEvent(near.event).detail}`)}
              </Text>
            )}
            {gaps.some((gap) => hover >= gap.from && hover <= gap.to) && (
              <Text span size="xs">
                Nothing is recorded here
              </Text>
            )}
          </div>
        </div>
      )}
    </div>
  );
}

interface DrawingProps {
  duration: number;
  view: RecordingView;
  gaps: readonly Gap[];
}

/** What does not move; drawn anew only when more has been loaded. */
const Drawing = memo(function Drawing({ duration, view, gaps }: DrawingProps) {
  const at = (time: number) => `${(100 * time) / Math.max(1, duration)}%`;
  const span = ({ from, to }: { from: number; to: number }) => ({ left: at(from), width: at(Math.max(0, to - from)) });
  const width = view.histogram.length;
  const bars = view.histogram
    .map((value, bin) => (value > 0 ? `M${bin} 20V${(20 - Math.max(1.5, value * 20)).toFixed(1)}h.8V20z` : ''))
    .join('');
  return (
    <div aria-hidden>
      {view.inactive.map((stretch) => (
        <div key={stretch.from} className={classes.inactive} style={span(stretch)} />
      ))}
      <svg className={classes.activity} viewBox={`0 0 ${width} 20`} preserveAspectRatio="none" aria-hidden="true">
        <path d={bars} />
      </svg>
      {gaps.map((gap) => (
        <div key={`${gap.document} ${gap.from} ${gap.reason}`} className={classes.gap} style={span(gap)} />
      ))}
      {view.events.map(({ id, t, event }) => {
        const mark = markOf(event) ?? 'click';
        return (
          <div key={id} className={`${classes.mark} ${markClasses[mark]}`} data-mark={mark} style={{ left: at(t) }} />
        );
      })}
    </div>
  );
});

/** The event that a pointer at `time` means: the nearest within 1 % of the length. */
function nearest(events: readonly TimelineEvent[], time: number, duration: number): TimelineEvent | undefined {
  let best: TimelineEvent | undefined;
  for (const event of events) {
    const distance = Math.abs(event.t - time);
    if (distance <= duration / 100 && distance < Math.abs((best?.t ?? Infinity) - time)) best = event;
  }
  return best;
}
