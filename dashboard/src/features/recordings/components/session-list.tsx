import { Skeleton } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { SessionList as List } from '../api/use-session-list.ts';
import classes from './session-list.module.css';
import { SessionRow } from './session-row.tsx';

interface SessionListProps {
  project: string;
  list: List;
  selected: string | undefined;
  watched: ReadonlySet<string>;
  onSelect: ((session: string) => void) | undefined;
}

const rowHeight = 84;
/** The next page is asked for when so few rows are left. */
const rowsLeft = 20;
const placeholders = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];

/** The visits; only rows in sight exist, and more come before the end is reached. */
export function SessionList({ project, list, selected, watched, onSelect }: SessionListProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { sessions, loading, more, loadMore } = list;
  const rows = useVirtualizer({
    count: sessions.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
  });
  const visible = rows.getVirtualItems();
  const lastVisible = visible.at(-1)?.index ?? 0;
  const index = sessions.findIndex(({ id }) => id === selected);

  useEffect(() => {
    if (more && lastVisible >= sessions.length - rowsLeft) loadMore();
  }, [more, lastVisible, sessions.length, loadMore]);

  useEffect(() => {
    if (index >= 0) rows.scrollToIndex(index, { align: 'auto' });
  }, [index, rows]);

  return (
    <div ref={scroller} className={classes.scroller} data-stale={list.stale || undefined}>
      {loading &&
        placeholders.map((row) => (
          <div key={row} className={classes.placeholder}>
            <Skeleton circle height={32} />
            <div className={classes.lines}>
              <Skeleton height={14} width="60%" />
              <Skeleton height={12} width="85%" />
              <Skeleton height={12} width="40%" />
            </div>
          </div>
        ))}
      <ol className={classes.list} style={{ height: rows.getTotalSize() }} aria-label="Recordings">
        {visible.map(({ index: at, start, size }) => {
          const session = sessions[at];
          if (!session) return null;
          return (
            <li key={session.id} className={classes.item} style={{ transform: `translateY(${start}px)`, height: size }}>
              <SessionRow
                {...{ project, session, onSelect }}
                selected={session.id === selected}
                watched={watched.has(session.id)}
              />
            </li>
          );
        })}
      </ol>
    </div>
  );
}
