import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { SettingsSearch } from '../features/settings/model/settings-search.ts';

export const Route = createFileRoute('/p/$projectId/settings')({
  staticData: { title: 'Settings' },
  validateSearch: (search) => z.parse(SettingsSearch, search),
  component: lazyRouteComponent(() => import('../features/settings/components/settings-page.tsx'), 'SettingsPage'),
});
