import { useState } from 'react';
import type { Dimension } from '#contracts/fields.ts';
import { dimensions } from '#contracts/fields.ts';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { EstimatedMark } from '../../../components/estimated-mark.tsx';
import { useRoute } from '../../../lib/api.ts';
import { useFilters } from '../../../lib/use-filters.ts';
import { useProject } from '../../../lib/use-project.ts';
import { valueText } from '../../../lib/value-text.ts';
import { refreshMs } from '../hooks/use-numbers.ts';
import type { Panel } from '../model/panels.ts';
import { PanelCard } from './panel-card.tsx';
import rowsClasses from './rows.module.css';
import { OtherRow, RowsEmpty, RowsHead, RowsSkeleton, rowsShown } from './rows.tsx';
import { ValueRow } from './value-row.tsx';

/** Rows that a card can grow to. */
const mostRows = 100;

/** A card of the values of a dimension, those with the most first. */
export function BreakdownPanel({ panel }: { panel: Panel }) {
  const [by, setBy] = useState<Dimension>(panel.tabs[0].by);
  const [all, setAll] = useState(false);
  const { query } = useFilters();
  const params = { id: useProject().id };
  const { data, error, isPlaceholderData, refetch } = useRoute(
    'breakdown',
    { params, query: { ...query, by, limit: all ? mostRows : rowsShown } },
    { refetchInterval: refreshMs },
  );
  const total = data ? data.items.reduce((sum, { count }) => sum + count, data.other.count) : 0;
  const most = Math.max(1, ...(data?.items ?? []).map(({ count }) => count));

  return (
    <PanelCard
      title={panel.title}
      tabs={panel.tabs.map((tab) => ({ value: tab.by, label: tab.label }))}
      tab={by}
      onTab={(tab) => {
        setBy(tab);
        setAll(false);
      }}
      stale={isPlaceholderData}
    >
      {error && (
        <ErrorPanel title={`${panel.title} could not be loaded`} error={error} onRetry={() => void refetch()} />
      )}
      {!error && !data && <RowsSkeleton />}
      {!error && data?.items.length === 0 && <RowsEmpty>{panel.empty}</RowsEmpty>}
      {!error && data && data.items.length > 0 && (
        <>
          <RowsHead label={dimensions[by].label} count={panel.unit(by)} />
          <EstimatedMark sampled={[data.sampled]} />
          <ul className={rowsClasses.rows} data-all={all || undefined}>
            {data.items.map(({ value, count, visitors, sessions }) => (
              <ValueRow
                key={value}
                field={by}
                value={value}
                label={valueText(by, value)}
                count={count}
                share={total > 0 ? count / total : 0}
                length={count / most}
                detail={`${count} ${panel.unit(by)}, ${visitors} visitors, ${sessions} sessions`}
              />
            ))}
            {(data.other.count > 0 || all) && (
              <OtherRow
                count={data.other.count}
                share={total > 0 ? data.other.count / total : 0}
                all={all}
                onAll={setAll}
              />
            )}
          </ul>
        </>
      )}
    </PanelCard>
  );
}
