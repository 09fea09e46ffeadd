import { Button } from '@mantine/core';
import { IconFlame, IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { DeviceClass } from '#contracts/fields.ts';
import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { useRoute } from '../../../lib/api.ts';
import { toggleValue } from '../../../lib/search.ts';
import { useFilters } from '../../../lib/use-filters.ts';
import { useHeatmap } from '../api/use-heatmap.ts';
import type { HeatmapsSearch } from '../model/heatmaps-search.ts';
import { HeatmapView } from './heatmap-view.tsx';
import classes from './heatmaps-screen.module.css';
import { PageList } from './page-list.tsx';

interface HeatmapsScreenProps {
  project: string;
  search: HeatmapsSearch;
  onChange: (change: Partial<HeatmapsSearch>) => void;
}

/** Pages left, the chosen page's heat beside them. */
export function HeatmapsScreen({ project, search, onChange }: HeatmapsScreenProps) {
  const { range, search: data, setDevice } = useFilters();
  const type = search.type ?? 'click';
  const pages = useRoute('pages', { params: { id: project }, query: { ...range, limit: 200 } });
  const path = search.path ?? pages.data?.items[0]?.path;
  const { heatmap, stale, error, retry } = useHeatmap(project, { path, type, device: data.device });
  const device: DeviceClass = data.device ?? heatmap?.device ?? 'desktop';

  if (pages.isError && !pages.data) {
    return (
      <ErrorPanel title="The pages could not be loaded" error={pages.error} onRetry={() => void pages.refetch()} />
    );
  }
  if (pages.data?.items.length === 0 && search.path === undefined) {
    return (
      <EmptyState title="No page has heat yet" icon={<IconFlame size={40} stroke={1.5} />}>
        Every page that is visited appears here with its clicks, scrolling and movement, a few seconds after the visit.
        Choose a wider range, or walk through your site in another tab.
      </EmptyState>
    );
  }
  const recordings = pages.data?.items.find((page) => page.path === path)?.recordings;
  return (
    <div className={classes.screen}>
      <section aria-label="Pages" className={classes.pages}>
        <PageList
          pages={pages.data?.items}
          type={type}
          selected={path}
          onSelect={(chosen) => onChange({ path: chosen })}
        />
      </section>
      <HeatmapView
        {...{ project, type, device, heatmap, stale }}
        path={path ?? '/'}
        onType={(chosen) => onChange({ type: chosen })}
        onDevice={setDevice}
        failure={
          error && !heatmap ? (
            <ErrorPanel title="The heatmap could not be loaded" error={error} onRetry={retry} />
          ) : null
        }
        recordings={
          path === undefined ? null : (
            <Button
              size="xs"
              variant="light"
              leftSection={<IconPlayerPlay size={14} />}
              renderRoot={(props) => (
                <Link
                  to="/p/$projectId/recordings"
                  params={{ projectId: project }}
                  search={({ range, from, to, filters = [] }) => ({
                    range,
                    from,
                    to,
                    device,
                    filters: toggleValue(
                      filters.filter((chip) => chip.field !== 'path'),
                      'path',
                      path,
                    ),
                  })}
                  {...props}
                />
              )}
            >
              {recordingsText(recordings)}
            </Button>
          )
        }
      />
    </div>
  );
}

function recordingsText(count: number | undefined): string {
  if (count === undefined) return 'Recordings of this page';
  return count === 1 ? '1 recording of this page' : `${count.toLocaleString('en')} recordings of this page`;
}
