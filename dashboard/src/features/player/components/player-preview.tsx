import { useSession } from '../api/use-session.ts';
import { Player } from './player.tsx';
import { PlayerFailure } from './player-failure.tsx';

/** A recording beside the list: it stands on its first picture until somebody plays it. */
export function PlayerPreview({ project, sessionId }: { project: string; sessionId: string }) {
  const { session, fetchManifest } = useSession(project, sessionId);
  return (
    <Player
      key={sessionId}
      {...{ project, sessionId, session, fetchManifest }}
      compact
      renderFailure={(error, retry) => <PlayerFailure error={error} onRetry={retry} />}
    />
  );
}
