import type { Heatmap, HeatmapType } from '#contracts/answers.ts';
import type { DeviceClass } from '#contracts/fields.ts';
import { useRoute } from '../../../lib/api.ts';
import { useFilters } from '../../../lib/use-filters.ts';

interface HeatmapChoice {
  /** Undefined while the pages are not known. */
  path: string | undefined;
  type: HeatmapType;
  /** Undefined: the one with the most heat, which the answer names. */
  device: DeviceClass | undefined;
}

interface HeatmapAnswer {
  heatmap: Heatmap | undefined;
  /** It is of an earlier choice. */
  stale: boolean;
  error: Error | null;
  retry: () => void;
}

/** The heat of a page in the range of the address, of all visits; the device is the heatmap's own. */
export function useHeatmap(project: string, { path, type, device }: HeatmapChoice): HeatmapAnswer {
  const { range } = useFilters();
  const answer = useRoute(
    'heatmap',
    {
      params: { id: project },
      query: {
        ...range,
        type,
        path: path ?? '/',
        ...(device ? { device } : {}),
      },
    },
    { enabled: path !== undefined },
  );
  // An earlier answer of another type has other fields: better none than one that is drawn as what it is not.
  const heatmap = answer.data as Heatmap | undefined;
  return {
    heatmap: heatmap && fits(heatmap, type) ? heatmap : undefined,
    stale: answer.isPlaceholderData,
    error: answer.error,
    retry: () => void answer.refetch(),
  };
}

function fits(heatmap: Heatmap, type: HeatmapType): boolean {
  if (type === 'scroll') return heatmap.reach !== undefined;
  if (type === 'move' || type === 'attention') return heatmap.cells !== undefined;
  return heatmap.elements !== undefined;
}
