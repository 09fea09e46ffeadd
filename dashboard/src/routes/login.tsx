import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { AccountSearch } from '../lib/account-search.ts';

export const Route = createFileRoute('/login')({
  staticData: { title: 'Sign in' },
  validateSearch: (search) => z.parse(AccountSearch, search),
  component: lazyRouteComponent(() => import('../features/account/components/login-page.tsx'), 'LoginPage'),
});
