import { useCallback } from 'react';
import type { SessionDetail } from '#contracts/session.ts';
import { call, useRoute } from '../../../lib/api.ts';
import type { FetchManifest } from '../hooks/use-recording.ts';

/** What is known of a session, and the way to its recording. */
export function useSession(
  project: string,
  sessionId: string,
): { session: SessionDetail | undefined; fetchManifest: FetchManifest } {
  const { data, isPlaceholderData } = useRoute('session', { params: { id: project, sid: sessionId } });
  const fetchManifest = useCallback<FetchManifest>(
    (around) => {
      const query = around === undefined ? {} : { around: Math.floor(around) };
      return call('recording', { params: { id: project, sid: sessionId }, query });
    },
    [project, sessionId],
  );
  return { session: isPlaceholderData ? undefined : (data as SessionDetail | undefined), fetchManifest };
}
