import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { FilterBar } from '../components/filter-bar.tsx';
import { HeatmapsSearch } from '../features/heatmaps/model/heatmaps-search.ts';

const HeatmapsScreen = lazyRouteComponent(
  () => import('../features/heatmaps/components/heatmaps-screen.tsx'),
  'HeatmapsScreen',
);

export const Route = createFileRoute('/p/$projectId/heatmaps')({
  staticData: { title: 'Heatmaps' },
  validateSearch: (search) => z.parse(HeatmapsSearch, search),
  component: HeatmapsPage,
});

function HeatmapsPage() {
  const { projectId } = Route.useParams();
  const { path, type } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <>
      <h1 className="visually-hidden">Heatmaps</h1>
      <FilterBar device={false} />
      <HeatmapsScreen
        project={projectId}
        search={{ path, type }}
        onChange={(change) => void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false })}
      />
    </>
  );
}
