import { Alert, List, Text } from '@mantine/core';
import { useAskJob, type Whom } from '../lib/use-ask-job.ts';
import { visibleText } from '../lib/visible-text.ts';
import { ConfirmModal } from './confirm-modal.tsx';

interface EraseModalProps {
  project: string;
  /** Null while nothing is asked. */
  whom: Whom | null;
  onClose: () => void;
  onErased?: () => void;
}

const goes: Record<Whom['kind'], string[]> = {
  session: [
    'Its recording: the key is destroyed, and without it the stored bytes cannot be read.',
    'Its events, properties, traits and place, in the list and in the archive.',
    'Pictures on heatmaps that were taken from it, and words on elements that it clicked on.',
  ],
  visitor: [
    'Every session of this visitor with its recording, events, properties, traits and place.',
    'Pictures on heatmaps that were taken from them, words on elements that they clicked on, and exports of them.',
    'What this browser still sends under that id is dropped, for 400 days.',
  ],
  user: [
    'Every session of every browser that was identified as this user, also from before they signed in.',
    'Pictures on heatmaps that were taken from them, words on elements that they clicked on, and exports of them.',
    'What these browsers still send under their ids is dropped, for 400 days. Who signs in on another browser later is counted anew.',
  ],
};

const titles: Record<Whom['kind'], string> = {
  session: 'Erase this session?',
  visitor: 'Erase this visitor?',
  user: 'Erase this user?',
};

/** Says exactly what goes and what stays, and erases. */
export function EraseModal({ project, whom, onClose, onErased }: EraseModalProps) {
  const ask = useAskJob(project, () => {
    onClose();
    onErased?.();
  });
  const kind = whom?.kind ?? 'session';
  return (
    <ConfirmModal
      opened={whom !== null}
      title={titles[kind]}
      confirm={`Erase the ${kind}`}
      busy={ask.isPending}
      onConfirm={() => whom && ask.mutate({ what: 'erase', whom })}
      onClose={() => {
        ask.reset();
        onClose();
      }}
    >
      {whom && (
        <Text size="xs" c="dimmed" ff="monospace" mb="sm" style={{ overflowWrap: 'anywhere' }}>
          {visibleText(whom.id)}
        </Text>
      )}
      <Text fw={600}>What goes</Text>
      <List mb="sm">
        {goes[kind].map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
      <Text fw={600}>What stays</Text>
      <Text>
        The numbers: counts of visits, pages and events keep their size, and say of nobody who it was. Backups of the
        tables hold it for up to 35 days, those of keys for 7.
      </Text>
      <Text mt="sm">It is done within 24 hours, mostly within minutes, and cannot be taken back.</Text>
      {ask.error && (
        <Alert color="red" variant="light" role="alert" mt="sm">
          {ask.error.message}
        </Alert>
      )}
    </ConfirmModal>
  );
}
