import { createFileRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { isSignedIn } from '../lib/session.ts';

export const Route = createFileRoute('/jobs')({
  staticData: { title: 'Erasures and exports' },
  beforeLoad: async () => {
    if (!(await isSignedIn())) throw redirect({ to: '/login', search: { to: '/jobs' } });
  },
  component: lazyRouteComponent(() => import('../features/jobs/components/jobs-page.tsx'), 'JobsPage'),
});
