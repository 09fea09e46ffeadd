import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { AccountSearch } from '../lib/account-search.ts';

export const Route = createFileRoute('/confirm')({
  staticData: { title: 'Confirm your address' },
  validateSearch: (search) => z.parse(AccountSearch, search),
  component: lazyRouteComponent(() => import('../features/account/components/confirm-page.tsx'), 'ConfirmPage'),
});
