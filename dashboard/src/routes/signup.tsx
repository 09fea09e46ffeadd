import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { AccountSearch } from '../lib/account-search.ts';

export const Route = createFileRoute('/signup')({
  staticData: { title: 'Create an account' },
  validateSearch: (search) => z.parse(AccountSearch, search),
  component: lazyRouteComponent(() => import('../features/account/components/signup-page.tsx'), 'SignUpPage'),
});
