import { Skeleton } from '@mantine/core';
import { createFileRoute } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import * as z from 'zod/mini';
import { FilterBar } from '../components/filter-bar.tsx';
import { RecordingsSearch } from '../features/recordings/model/recordings-search.ts';

const RecordingsScreen = lazy(async () => {
  const { RecordingsScreen } = await import('../features/recordings/components/recordings-screen.tsx');
  return { default: RecordingsScreen };
});
const PlayerPreview = lazy(async () => {
  const { PlayerPreview } = await import('../features/player/components/player-preview.tsx');
  return { default: PlayerPreview };
});

export const Route = createFileRoute('/p/$projectId/recordings/')({
  staticData: { title: 'Recordings' },
  validateSearch: (search) => z.parse(RecordingsSearch, search),
  component: RecordingsPage,
});

/** Joins list and player, which know nothing of each other. */
function RecordingsPage() {
  const { projectId } = Route.useParams();
  const { sort, preview } = Route.useSearch();
  const navigate = Route.useNavigate();
  return (
    <>
      <h1 className="visually-hidden">Recordings</h1>
      <FilterBar />
      <Suspense fallback={<Skeleton height="70vh" />}>
        <RecordingsScreen
          project={projectId}
          search={{ sort, preview }}
          onChange={(change, replace = false) =>
            void navigate({ search: (before) => ({ ...before, ...change }), replace, resetScroll: false })
          }
          onOpen={(sessionId) =>
            void navigate({ to: '/p/$projectId/recordings/$sessionId', params: { projectId, sessionId }, search: true })
          }
          renderPreview={(sessionId) => (
            <Suspense fallback={<Skeleton height="100%" />}>
              <PlayerPreview project={projectId} sessionId={sessionId} />
            </Suspense>
          )}
        />
      </Suspense>
    </>
  );
}
