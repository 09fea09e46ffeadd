import { createFileRoute, redirect } from '@tanstack/react-router';
import { call } from '../lib/api.ts';
import { isSignedIn } from '../lib/session.ts';

/** Leads to the project seen last, to the first there is, or to making one. */
export const Route = createFileRoute('/')({
  beforeLoad: async () => {
    if (!(await isSignedIn())) throw redirect({ to: '/login', search: {} });
    const { items } = await call('listProjects', { query: {} });
    const last = localStorage.getItem('afterglow-project');
    const project = items.find(({ id }) => id === last) ?? items[0];
    if (!project) throw redirect({ to: '/new' });
    throw redirect({ to: '/p/$projectId/overview', params: { projectId: project.id }, search: {} });
  },
});
