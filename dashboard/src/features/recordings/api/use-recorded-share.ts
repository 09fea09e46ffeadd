import { useRoute } from '../../../lib/api.ts';
import { useFilters } from '../../../lib/use-filters.ts';

interface RecordedShare {
  /** Of the sessions of the range and filters, those that were recorded; undefined where there are none. */
  share: number | undefined;
  /** The share of sessions that it is estimated from; undefined where it is exact. */
  sampled: number | undefined;
}

export function useRecordedShare(project: string): RecordedShare {
  const { query } = useFilters();
  const { data } = useRoute('overview', { params: { id: project }, query: { ...query, compare: 'none' } });
  const share = data && data.current.sessions > 0 ? data.current.recordedShare : undefined;
  return { share, sampled: data?.sampled };
}
