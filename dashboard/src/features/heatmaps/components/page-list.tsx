import { Skeleton, Text, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef, useState } from 'react';
import type { HeatmapType, Pages } from '#contracts/answers.ts';
import { visibleText } from '../../../lib/visible-text.ts';
import classes from './page-list.module.css';

type Page = Pages['items'][number];

const counts: Record<HeatmapType, { of: (page: Page) => number; name: string }> = {
  click: { of: (page) => page.clicks, name: 'clicks' },
  rage: { of: (page) => page.rageClicks, name: 'rage clicks' },
  dead: { of: (page) => page.deadClicks, name: 'dead clicks' },
  error: { of: (page) => page.errors, name: 'errors' },
  scroll: { of: (page) => page.pageviews, name: 'pageviews' },
  move: { of: (page) => page.pageviews, name: 'pageviews' },
  attention: { of: (page) => page.pageviews, name: 'pageviews' },
};

interface PageListProps {
  /** Undefined while they load for the first time. */
  pages: readonly Page[] | undefined;
  type: HeatmapType;
  selected: string | undefined;
  onSelect: (path: string) => void;
}

const short = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

/** Pages by what the chosen heat counts on them. */
export function PageList({ pages, type, selected, onSelect }: PageListProps) {
  const [query, setQuery] = useState('');
  const scroller = useRef<HTMLDivElement>(null);
  const { of, name } = counts[type];
  const shown = useMemo(() => {
    const words = query.trim().toLowerCase();
    return (pages ?? []).filter(({ path }) => path.toLowerCase().includes(words)).sort((a, b) => of(b) - of(a));
  }, [pages, query, of]);
  const rows = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 36,
    overscan: 10,
  });

  return (
    <div className={classes.panel}>
      <TextInput
        size="xs"
        leftSection={<IconSearch size={14} />}
        placeholder="Search pages"
        aria-label="Search pages"
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
      />
      <Text size="xs" c="dimmed" ta="right" px={8} aria-hidden>
        {name}
      </Text>
      <div ref={scroller} className={classes.scroller}>
        {!pages && ['a', 'b', 'c', 'd', 'e', 'f'].map((row) => <Skeleton key={row} height={28} mb={8} />)}
        {pages && shown.length === 0 && (
          <Text size="sm" c="dimmed" p="sm">
            {pages.length === 0 ? 'No page was seen in these days.' : `No page with “${query.trim()}”.`}
          </Text>
        )}
        <ol className={classes.list} style={{ height: rows.getTotalSize() }} aria-label="Pages">
          {rows.getVirtualItems().map(({ index, start }) => {
            const page = shown[index];
            if (!page) return null;
            return (
              <li key={page.path} className={classes.item} style={{ transform: `translateY(${start}px)` }}>
                <button
                  type="button"
                  className={classes.row}
                  aria-current={page.path === selected ? 'page' : undefined}
                  onClick={() => onSelect(page.path)}
                >
                  <span className={classes.path} title={visibleText(page.path)}>
                    {visibleText(page.path)}
                  </span>
                  <span className={classes.count} title={`${of(page).toLocaleString('en')} ${name}`}>
                    {short.format(of(page))}
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
