import { Button, Group, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { SessionDetail } from '#contracts/session.ts';
import { EraseModal } from '../../../components/erase-modal.tsx';
import { useAskJob, type Whom } from '../../../lib/use-ask-job.ts';
import { useProject } from '../../../lib/use-project.ts';

/** What can be done with what is held of the person. */
export function DetailsActions({ session }: { session: SessionDetail }) {
  const { id: project } = useProject();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<Whom | null>(null);
  const ask = useAskJob(project, () => {});
  const { id, visitorId, userId } = session;
  const leave = () =>
    void navigate({
      to: '/p/$projectId/recordings',
      params: { projectId: project },
      search: (before) => ({ ...before, preview: undefined, t: undefined }),
    });
  return (
    <>
      <Text size="xs" fw={600} mt="md" mb={4}>
        Their data
      </Text>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          loading={ask.isPending}
          onClick={() => ask.mutate({ what: 'export', whom: { kind: 'visitor', id: visitorId } })}
        >
          Export the visitor
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setAsked({ kind: 'session', id })}>
          Erase this session…
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setAsked({ kind: 'visitor', id: visitorId })}>
          Erase the visitor…
        </Button>
        {userId !== null && (
          <Button size="compact-sm" variant="default" onClick={() => setAsked({ kind: 'user', id: userId })}>
            Erase the user…
          </Button>
        )}
      </Group>
      {ask.error && (
        <Text size="xs" c="red.9" role="alert" mt={4}>
          {ask.error.message}
        </Text>
      )}
      <EraseModal project={project} whom={asked} onClose={() => setAsked(null)} onErased={leave} />
    </>
  );
}
