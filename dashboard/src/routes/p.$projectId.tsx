import { createFileRoute, lazyRouteComponent, notFound, redirect } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { RequestError } from '../lib/api.ts';
import { DataSearch } from '../lib/search.ts';
import { isSignedIn } from '../lib/session.ts';
import { projectQuery } from '../lib/use-project.ts';

export const Route = createFileRoute('/p/$projectId')({
  validateSearch: (search) => z.parse(DataSearch, search),
  beforeLoad: async ({ location }) => {
    if (!(await isSignedIn())) throw redirect({ to: '/login', search: { to: location.href } });
  },
  loader: async ({ context, params }) => {
    try {
      await context.queryClient.ensureQueryData(projectQuery(params.projectId));
    } catch (error) {
      if (error instanceof RequestError && error.status === 404) throw notFound();
      throw error;
    }
    localStorage.setItem('afterglow-project', params.projectId);
  },
  component: lazyRouteComponent(() => import('../features/projects/components/project-layout.tsx'), 'ProjectLayout'),
});
