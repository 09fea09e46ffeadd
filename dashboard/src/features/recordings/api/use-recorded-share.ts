import { useRoute } from '../../../lib/api.ts';
import { useFilters } from '../../../lib/use-filters.ts';

/** Share of the sessions of the range and filters that were chosen for recording; undefined where there are none. */
export function useRecordedShare(project: string): number | undefined {
  const { query } = useFilters();
  const { data } = useRoute('overview', { params: { id: project }, query: { ...query, compare: 'none' } });
  return data && data.current.sessions > 0 ? data.current.recordedShare : undefined;
}
