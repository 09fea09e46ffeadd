import { useRoute } from '../../../lib/api.ts';
import { useFilters } from '../../../lib/use-filters.ts';
import { useProject } from '../../../lib/use-project.ts';
import { grainOf } from '../../../lib/zoned-range.ts';
import { earlierRange } from '../model/earlier-range.ts';
import { allMetrics } from '../model/metrics.ts';

/** ms between two looks at the numbers while the screen is open. */
export const refreshMs = 30_000;

/** The six numbers, the series of all of them, and the series of the earlier range. */
export function useNumbers() {
  const params = { id: useProject().id };
  const { query, range, search, zone } = useFilters();
  const compare = search.compare ?? 'previous';
  const shared = { metric: allMetrics, grain: grainOf(range) };
  const before = earlierRange(range, compare, zone);
  const options = { refetchInterval: refreshMs };

  const overview = useRoute('overview', { params, query: { ...query, compare } }, options);
  const series = useRoute('timeseries', { params, query: { ...query, ...shared } }, options);
  const earlier = useRoute(
    'timeseries',
    { params, query: { ...query, ...shared, ...(before ?? range) } },
    { enabled: before !== null },
  );
  return { overview, series, earlier: before ? earlier : { ...earlier, data: undefined } };
}
