import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { AccountSearch } from '../lib/account-search.ts';

export const Route = createFileRoute('/forgot')({
  staticData: { title: 'Reset the password' },
  validateSearch: (search) => z.parse(AccountSearch, search),
  component: lazyRouteComponent(() => import('../features/account/components/forgot-page.tsx'), 'ForgotPage'),
});
