import { createFileRoute, lazyRouteComponent } from '@tanstack/react-router';
import * as z from 'zod/mini';
import { FilterBar } from '../components/filter-bar.tsx';
import { RecordingsSearch } from '../features/recordings/model/recordings-search.ts';

const RecordingsScreen = lazyRouteComponent(
  () => import('../features/recordings/components/recordings-screen.tsx'),
  'RecordingsScreen',
);
const PlayerPreview = lazyRouteComponent(
  () => import('../features/player/components/player-preview.tsx'),
  'PlayerPreview',
);

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
      <RecordingsScreen
        project={projectId}
        search={{ sort, preview }}
        onChange={(change, replace = false) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace, resetScroll: false })
        }
        onOpen={(sessionId) =>
          void navigate({ to: '/p/$projectId/recordings/$sessionId', params: { projectId, sessionId }, search: true })
        }
        renderPreview={(sessionId) => <PlayerPreview project={projectId} sessionId={sessionId} />}
      />
    </>
  );
}
