import { Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useMemo, useRef, useState } from 'react';
import { visibleText } from '../../../lib/visible-text.ts';
import { useClock } from '../hooks/use-playback.ts';
import type { PlaybackClock } from '../model/playback-clock.ts';
import { clockText } from '../model/playback-time.ts';
import { describeEvent, lastIndexAt, matchesQuery, type TimelineEvent } from '../model/timeline-event.ts';
import classes from './event-list.module.css';
import { MarkIcon } from './mark-icon.tsx';

interface EventListProps {
  clock: PlaybackClock;
  events: readonly TimelineEvent[];
  /** What the list holds, e.g. `events`. */
  noun: string;
  /** Shown when there is nothing at all. */
  empty: string;
}

/** Events that follow the time, are searched, and seek. It never scrolls under the pointer. */
export function EventList({ clock, events, noun, empty }: EventListProps) {
  const [query, setQuery] = useState('');
  const scroller = useRef<HTMLDivElement>(null);
  const held = useRef(false);
  const shown = useMemo(
    () => (query.trim() === '' ? events : events.filter(({ event }) => matchesQuery(event, query.trim()))),
    [events, query],
  );
  const current = useClock(clock, ({ time }) => lastIndexAt(shown, time));
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 48,
    overscan: 8,
  });

  useEffect(() => {
    if (!held.current && current >= 0) rows.scrollToIndex(current, { align: 'center' });
  }, [current, rows]);

  return (
    <div className={classes.panel}>
      <TextInput
        size="xs"
        leftSection={<IconSearch size={14} />}
        placeholder={`Search ${noun}`}
        aria-label={`Search ${noun}`}
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      {shown.length === 0 && (
        <Text size="sm" c="dimmed" p="md" ta="center">
          {events.length === 0 ? empty : `No ${noun} with “${query.trim()}”. Try a shorter word.`}
        </Text>
      )}
      <div
        ref={scroller}
        className={classes.scroller}
        onPointerEnter={() => {
          held.current = true;
        }}
        onPointerLeave={() => {
          held.current = false;
        }}
      >
        <ol className={classes.list} style={{ height: rows.getTotalSize() }} aria-label={noun}>
          {rows.getVirtualItems().map(({ index, start, size }) => {
            const item = shown[index];
            if (!item) return null;
            const { title, detail } = describeEvent(item.event);
            return (
              <li key={item.id} className={classes.item} style={{ transform: `translateY(${start}px)`, height: size }}>
                <button
                  type="button"
                  className={classes.row}
                  data-past={index <= current || undefined}
                  aria-current={index === current ? 'time' : undefined}
                  onClick={() => clock.seek(item.t)}
                >
                  <MarkIcon event={item.event} />
                  <span className={classes.text}>
                    <span className={classes.title}>{visibleText(title)}</span>
                    <span className={classes.detail} title={visibleText(detail)}>
                      {visibleText(detail)}
                    </span>
                  </span>
                  <span className={classes.side}>
                    {item.event.kind === 'request' && <span>{Math.round(item.event.duration)} ms</span>}
                    <span>{clockText(item.t)}</span>
                  </span>
                </button>
              </li>
            );
          })}
        </ol>
      </div>
    </div>
  );
}
