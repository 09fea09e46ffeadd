import { notifications } from '@mantine/notifications';
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { userSegment } from '#contracts/job.ts';
import { call } from './api.ts';

/** Whom an erasure or an export is about. */
export type Whom = { kind: 'session'; id: string } | { kind: 'visitor'; id: string } | { kind: 'user'; id: string };

interface Ask {
  what: 'erase' | 'export';
  whom: Whom;
}

const where = 'Its progress and its receipt are in Settings, under Data.';

/** Asks for a job; the lists that it changes are asked for again. */
export function useAskJob(project: string, onDone: () => void): UseMutationResult<void, Error, Ask> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ what, whom }: Ask) => send(project, what, whom),
    onSuccess: async (_, { what, whom }) => {
      onDone();
      const begun = what === 'export' ? 'The export has begun.' : `The ${whom.kind} is being erased.`;
      notifications.show({ message: `${begun} ${where}` });
      await queries.invalidateQueries({ queryKey: ['jobs'] });
      if (what === 'erase') await queries.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
}

async function send(project: string, what: Ask['what'], { kind, id }: Whom): Promise<void> {
  if (kind === 'session') {
    await call('deleteSession', { params: { id: project, sid: id } });
  } else if (kind === 'visitor') {
    const args = { params: { id: project, vid: id } };
    await (what === 'erase' ? call('deleteVisitor', args) : call('exportVisitor', args));
  } else {
    const args = { params: { id: project, uid: userSegment(id) } };
    await (what === 'erase' ? call('deleteUser', args) : call('exportUser', args));
  }
}
