import { Skeleton } from '@mantine/core';
import { createFileRoute } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import * as z from 'zod/mini';
import { FilterBar } from '../components/filter-bar.tsx';
import { HeatmapsSearch } from '../features/heatmaps/model/heatmaps-search.ts';

const HeatmapsScreen = lazy(async () => {
  const { HeatmapsScreen } = await import('../features/heatmaps/components/heatmaps-screen.tsx');
  return { default: HeatmapsScreen };
});

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
      <FilterBar device={false} filters={false} />
      <Suspense fallback={<Skeleton height="70vh" />}>
        <HeatmapsScreen
          project={projectId}
          search={{ path, type }}
          onChange={(change) => void navigate({ search: (before) => ({ ...before, ...change }), resetScroll: false })}
        />
      </Suspense>
    </>
  );
}
