import { Skeleton } from '@mantine/core';
import { createFileRoute } from '@tanstack/react-router';
import { lazy, Suspense, useCallback } from 'react';
import * as z from 'zod/mini';
import { useSessionList } from '../features/recordings/api/use-session-list.ts';
import { useWatched } from '../features/recordings/hooks/use-watched.ts';
import { neighbours } from '../features/recordings/model/neighbours.ts';
import { RecordingsSearch } from '../features/recordings/model/recordings-search.ts';

const PlayerScreen = lazy(async () => {
  const { PlayerScreen } = await import('../features/player/components/player-screen.tsx');
  return { default: PlayerScreen };
});

const PlayerSearch = z.extend(RecordingsSearch, {
  /** Seconds: the moment a link leads to. */
  t: z.catch(z.optional(z.coerce.number().check(z.minimum(0))), undefined),
});

export const Route = createFileRoute('/p/$projectId/recordings/$sessionId')({
  staticData: { title: 'Recording' },
  validateSearch: (search) => z.parse(PlayerSearch, search),
  component: PlayerPage,
});

/** One recording, with its neighbours in the list that led here. */
function PlayerPage() {
  const { projectId, sessionId } = Route.useParams();
  const { sort = '-startedAt', t } = Route.useSearch();
  const navigate = Route.useNavigate();
  const { sessions, more } = useSessionList(projectId, sort);
  const { markWatched } = useWatched(projectId);
  const { index, previous, next } = neighbours(sessions, sessionId);
  const onShown = useCallback(() => markWatched(sessionId), [markWatched, sessionId]);
  const lead = (id: string | undefined) =>
    id === undefined
      ? undefined
      : () =>
          void navigate({
            params: { projectId, sessionId: id },
            search: (before) => ({ ...before, t: undefined }),
          });
  return (
    <Suspense fallback={<Skeleton height="85vh" />}>
      <PlayerScreen
        {...{ sessionId, onShown }}
        project={projectId}
        at={t}
        onPrevious={lead(previous)}
        onNext={lead(next)}
        position={index < 0 ? '' : `${index + 1} of ${sessions.length}${more ? '+' : ''}`}
      />
    </Suspense>
  );
}
