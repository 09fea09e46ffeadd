import { Alert, Badge, Button, Code, Group, Table } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ConfirmModal } from '../../../components/confirm-modal.tsx';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { call } from '../../../lib/api.ts';
import { projectQuery, useProject } from '../../../lib/use-project.ts';
import { SettingsCard } from './settings-card.tsx';

/** The write keys by which pages send, and how to replace them. */
export function KeysSection() {
  const { id, writeKeys } = useProject();
  const queries = useQueryClient();
  const [asked, setAsked] = useState<'rotate' | { key: string } | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: projectQuery(id).queryKey });
  const change = useMutation({
    mutationFn: async (what: 'rotate' | { key: string }): Promise<string> => {
      if (what === 'rotate') {
        await call('createWriteKey', { params: { id } });
        return 'There is a new key. Put it into your pages within 24 hours.';
      }
      await call('deleteWriteKey', { params: { id, key: what.key } });
      return 'The key is deleted.';
    },
    onSuccess: async (message) => {
      setAsked(null);
      await refresh();
      notifications.show({ color: 'teal', message });
    },
  });
  const ask = (what: 'rotate' | { key: string } | null): void => {
    change.reset();
    setAsked(what);
  };

  return (
    <SettingsCard
      title="Write keys"
      lead="A write key only lets pages send; it stands in the open in your snippet and reads nothing. Replace it when a foreign site uses it."
    >
      <Table.ScrollContainer
        minWidth={480}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': 'Table of keys' } }}
      >
        <Table>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Key</Table.Th>
              <Table.Th>Made</Table.Th>
              <Table.Th>State</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {writeKeys.map(({ key, createdAt, expiresAt }) => (
              <Table.Tr key={key}>
                <Table.Td>
                  <Code>{key}</Code>
                </Table.Td>
                <Table.Td>
                  <RelativeTime at={createdAt} />
                </Table.Td>
                <Table.Td>
                  {expiresAt === null ? (
                    <Badge variant="outline" color="gray" tt="none">
                      current
                    </Badge>
                  ) : (
                    <Group gap="xs">
                      <span>
                        ends <RelativeTime at={expiresAt} />
                      </span>
                      <Button size="compact-xs" variant="default" onClick={() => ask({ key })}>
                        Delete now
                      </Button>
                    </Group>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Group>
        <Button variant="default" onClick={() => ask('rotate')}>
          Make a new key
        </Button>
      </Group>
      <ConfirmModal
        opened={asked !== null}
        title={asked === 'rotate' ? 'Make a new key?' : 'Delete the key?'}
        confirm={asked === 'rotate' ? 'Make a new key' : 'Delete the key'}
        busy={change.isPending}
        onConfirm={() => asked && change.mutate(asked)}
        onClose={() => ask(null)}
      >
        {asked === 'rotate'
          ? 'The present key works for 24 hours more. Until then the snippet in your pages has to carry the new one.'
          : 'Pages that still carry it stop sending at once.'}
        {change.error && (
          <Alert color="red" variant="light" role="alert" mt="sm">
            {change.error.message}
          </Alert>
        )}
      </ConfirmModal>
    </SettingsCard>
  );
}
