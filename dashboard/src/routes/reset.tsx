import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { AccountSearch } from '../lib/account-search.ts';

export const Route = createFileRoute('/reset')({
  staticData: { title: 'Choose a new password' },
  validateSearch: (search) => z.parse(AccountSearch, search),
  component: lazyRouteComponent(() => import('../features/account/components/reset-page.tsx'), 'ResetPage'),
});
