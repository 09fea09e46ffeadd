import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { OverviewSearch } from '../features/overview/model/overview-search.ts';

export const Route = createFileRoute('/p/$projectId/overview')({
  staticData: { title: 'Overview' },
  validateSearch: (search) => z.parse(OverviewSearch, search),
  component: lazyRouteComponent(() => import('../features/overview/components/overview-page.tsx'), 'OverviewPage'),
});
