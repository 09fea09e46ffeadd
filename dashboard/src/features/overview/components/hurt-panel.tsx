import { useState } from 'react';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { EstimatedMark } from '../../../components/estimated-mark.tsx';
import { useRoute } from '../../../lib/api.ts';
import { useFilters } from '../../../lib/use-filters.ts';
import { useProject } from '../../../lib/use-project.ts';
import { refreshMs } from '../hooks/use-numbers.ts';
import { PanelCard } from './panel-card.tsx';
import rowsClasses from './rows.module.css';
import { RowsEmpty, RowsHead, RowsSkeleton, rowsShown } from './rows.tsx';
import { ValueRow } from './value-row.tsx';

const kinds = [
  { value: 'rageClicks', label: 'Rage clicks', tone: 'frustration' },
  { value: 'deadClicks', label: 'Dead clicks', tone: 'frustration' },
  { value: 'errors', label: 'Errors', tone: 'error' },
] as const;
type Kind = (typeof kinds)[number]['value'];

/** Pages by what went wrong on them. */
export function HurtPanel() {
  const [kind, setKind] = useState<Kind>('rageClicks');
  const { query } = useFilters();
  const params = { id: useProject().id };
  const { data, error, isPlaceholderData, refetch } = useRoute(
    'pages',
    { params, query: { ...query, limit: 200 } },
    { refetchInterval: refreshMs },
  );
  const { label, tone } = kinds.find(({ value }) => value === kind) ?? kinds[0];
  const hurt = (data?.items ?? []).filter((page) => page[kind] > 0).toSorted((a, b) => b[kind] - a[kind]);
  const total = hurt.reduce((sum, page) => sum + page[kind], 0);
  const most = hurt[0]?.[kind] ?? 1;

  return (
    <PanelCard title="What hurts" tabs={kinds} tab={kind} onTab={setKind} stale={isPlaceholderData}>
      {error && <ErrorPanel title="What hurts could not be loaded" error={error} onRetry={() => void refetch()} />}
      {!error && !data && <RowsSkeleton />}
      {!error && data && hurt.length === 0 && (
        <RowsEmpty>No {label.toLowerCase()} in this range. Pages where visitors struggle will be here.</RowsEmpty>
      )}
      {!error && hurt.length > 0 && (
        <>
          <RowsHead label="Page" count={label.toLowerCase()} />
          <EstimatedMark sampled={[data?.sampled]} />
          <ul className={rowsClasses.rows}>
            {hurt.slice(0, rowsShown).map((page) => (
              <ValueRow
                key={page.path}
                field="path"
                value={page.path}
                label={page.path}
                count={page[kind]}
                share={page[kind] / total}
                length={page[kind] / most}
                tone={tone}
                also={{ field: kind, op: 'gte', values: [1] }}
                detail={`${page[kind]} ${label.toLowerCase()} on ${page.pageviews} pageviews`}
              />
            ))}
          </ul>
        </>
      )}
    </PanelCard>
  );
}
