import { useSearch } from '@tanstack/react-router';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { FilterBar } from '../../../components/filter-bar.tsx';
import { useProjectStatus } from '../../../lib/use-project-status.ts';
import { panels } from '../model/panels.ts';
import { BreakdownPanel } from './breakdown-panel.tsx';
import { FirstEvent } from './first-event.tsx';
import { HurtPanel } from './hurt-panel.tsx';
import { Numbers } from './numbers.tsx';
import classes from './overview-page.module.css';

/** One screen of numbers, each a door to the visits behind it. */
export function OverviewPage() {
  const { metric = 'visitors' } = useSearch({ from: '/p/$projectId/overview' });
  const status = useProjectStatus();

  if (status.data?.firstEventAt === null) return <FirstEvent />;
  return (
    <>
      <h1 className="visually-hidden">Overview</h1>
      <FilterBar compare />
      <div className={classes.screen}>
        {status.isError && (
          <ErrorPanel
            title="Whether events arrive could not be checked"
            error={status.error}
            onRetry={() => void status.refetch()}
          />
        )}
        <Numbers metric={metric} />
        <div className={classes.panels}>
          {panels.map((panel) => (
            <BreakdownPanel key={panel.title} panel={panel} />
          ))}
          <HurtPanel />
        </div>
      </div>
    </>
  );
}
