import { createFileRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { isSignedIn } from '../lib/session.ts';

export const Route = createFileRoute('/new')({
  staticData: { title: 'New project' },
  beforeLoad: async () => {
    if (!(await isSignedIn())) throw redirect({ to: '/login', search: { to: '/new' } });
  },
  component: lazyRouteComponent(() => import('../features/projects/components/new-project-page.tsx'), 'NewProjectPage'),
});
