import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { ProjectStatus } from '#contracts/project-status.ts';
import { call, routeKey } from './api.ts';
import { useProject } from './use-project.ts';

/** ms between two looks while the first event is awaited. */
const waitingMs = 3_000;

/** Whether events arrive. Asks again every 3 s until the first has, then as often as `thenMs` says. */
export function useProjectStatus(thenMs: number | false = false): UseQueryResult<ProjectStatus, Error> {
  const { id } = useProject();
  return useQuery({
    queryKey: routeKey('status', { params: { id } }),
    queryFn: ({ signal }) => call('status', { params: { id } }, signal),
    refetchInterval: ({ state }) => (state.data?.firstEventAt ? thenMs : waitingMs),
  });
}
