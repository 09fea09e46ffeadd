import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Session } from '#contracts/session.ts';
import { call } from '../../../lib/api.ts';
import { useFilters } from '../../../lib/use-filters.ts';
import type { SessionSort } from '../model/sorts.ts';

export interface SessionList {
  sessions: readonly Session[];
  /** Loading for the first time. */
  loading: boolean;
  /** The rows are of an earlier choice of filters. */
  stale: boolean;
  error: Error | null;
  retry: () => void;
  more: boolean;
  loadMore: () => void;
}

const pageSize = 100;

/** Recorded sessions of the range and filters in the address, page by page; list and player share them. */
export function useSessionList(project: string, sort: SessionSort): SessionList {
  const { query } = useFilters();
  const list = useInfiniteQuery({
    queryKey: ['sessions', 'list', project, query, sort],
    queryFn: ({ pageParam, signal }) =>
      call(
        'sessions',
        {
          params: { id: project },
          query: { ...query, sort, recorded: 'true', limit: pageSize, ...(pageParam ? { cursor: pageParam } : {}) },
        },
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor,
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });
  const sessions = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const { isFetchingNextPage, fetchNextPage, hasNextPage } = list;
  return {
    sessions,
    loading: list.isPending,
    stale: list.isPlaceholderData,
    error: list.data ? null : list.error,
    retry: () => void list.refetch(),
    more: hasNextPage,
    loadMore: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
  };
}
