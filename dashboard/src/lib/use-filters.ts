import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import type { DeviceClass } from '#contracts/fields.ts';
import { type Chip, type DataSearch, filterOf, toggleValue } from './search.ts';
import { useProject } from './use-project.ts';
import { type InstantRange, rangeOf } from './zoned-range.ts';

export interface Filters {
  search: DataSearch;
  /** The project's time zone. */
  zone: string;
  range: InstantRange;
  /** `from`, `to` and `filter` as the read routes take them. */
  query: InstantRange & { filter?: string };
  /** The same without the device, for screens that choose one themselves. */
  change: (change: Partial<DataSearch>) => void;
  /** Adds a value to a field's filter, or takes it away again. */
  toggle: (field: string, value: string, not?: boolean) => void;
  setFilters: (filters: Chip[]) => void;
  setDevice: (device: DeviceClass | undefined) => void;
}

/** Range and filters of the screen, from the address; changes go into the address. */
export function useFilters(): Filters {
  const search = useSearch({ from: '/p/$projectId' });
  const navigate = useNavigate();
  const { timeZone: zone } = useProject();
  // The range is fixed for the hour, so that queries keep their keys while one looks.
  const hour = Math.floor(Date.now() / 3_600_000);

  return useMemo(() => {
    const change = (changed: Partial<DataSearch>): void => {
      void navigate({ to: '.', search: (before) => ({ ...before, ...changed }), replace: false });
    };
    const range = rangeOf(search, zone, hour * 3_600_000);
    const filter = filterOf(search);
    const setFilters = (filters: Chip[]): void => change({ filters: filters.length > 0 ? filters : undefined });
    return {
      search,
      zone,
      range,
      query: { ...range, ...(filter ? { filter: JSON.stringify(filter) } : {}) },
      change,
      toggle: (field, value, not) => setFilters(toggleValue(search.filters ?? [], field, value, not)),
      setFilters,
      setDevice: (device) => change({ device }),
    };
  }, [search, zone, hour, navigate]);
}
