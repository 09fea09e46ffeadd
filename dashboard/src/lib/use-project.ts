import { useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Project } from '#contracts/project.ts';
import { call, routeKey } from './api.ts';

/** Query of one project; the project's layout loads it before any screen shows. */
export const projectQuery = (id: string) => ({
  queryKey: routeKey('readProject', { params: { id } }),
  queryFn: () => call('readProject', { params: { id } }),
  staleTime: 60_000,
});

/** The project of the address. */
export function useProject(): Project {
  const { projectId } = useParams({ from: '/p/$projectId' });
  return useSuspenseQuery(projectQuery(projectId)).data;
}
