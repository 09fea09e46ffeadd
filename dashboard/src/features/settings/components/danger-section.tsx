import { Alert, Button, Group, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { call } from '../../../lib/api.ts';
import { useProject } from '../../../lib/use-project.ts';
import { SettingsCard } from './settings-card.tsx';

/** Deletes the project, once its name is typed. */
export function DangerSection() {
  const { id, name } = useProject();
  const [typed, setTyped] = useState('');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => call('deleteProject', { params: { id } }),
    onSuccess: async () => {
      localStorage.removeItem('afterglow-project');
      queries.removeQueries({ queryKey: ['listProjects'] });
      await navigate({ to: '/jobs' });
      notifications.show({ message: `${name} is deleted. What it held is being removed.` });
    },
  });
  const matches = typed.trim() === name;

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (matches) remove.mutate();
  };

  return (
    <SettingsCard
      title="Delete the project"
      lead="Its keys stop at once. Its sessions, events, recordings, numbers, heatmaps, kept files, settings and members are removed from every table and bucket within 24 hours, mostly within minutes; backups hold them for up to 35 days. This cannot be taken back."
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={`Type ${name} to go on`}
            autoComplete="off"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {remove.error && (
            <Alert color="red" variant="light" role="alert">
              {remove.error.message}
            </Alert>
          )}
          <Group>
            <Button type="submit" color="red.9" disabled={!matches} loading={remove.isPending}>
              Delete the project
            </Button>
          </Group>
        </Stack>
      </form>
    </SettingsCard>
  );
}
