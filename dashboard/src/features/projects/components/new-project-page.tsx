import { Alert, Button, Card, Center, Stack, TextInput, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { FormEvent } from 'react';
import { call } from '../../../lib/api.ts';

/** Makes a project; its time zone is the browser's until changed in Settings. */
export function NewProjectPage() {
  const navigate = useNavigate();
  const queries = useQueryClient();
  const create = useMutation({
    mutationFn: (name: string) =>
      call('createProject', { body: { name, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone } }),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['listProjects'] });
      await navigate({ to: '/p/$projectId/settings', params: { projectId: id }, search: {} });
    },
  });

  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    create.mutate(String(new FormData(event.currentTarget).get('name') ?? ''));
  };

  return (
    <Center component="main" mih="100vh" p="md">
      <Card withBorder w="100%" maw={440} padding="lg">
        <form onSubmit={submit}>
          <Stack>
            <Title order={1}>New project</Title>
            <TextInput
              name="name"
              label="Name"
              description="A site or an app, with its own snippet, numbers and recordings"
              placeholder="My shop"
              maxLength={100}
              required
            />
            {create.error && (
              <Alert color="red" variant="light" role="alert">
                {create.error.message}
              </Alert>
            )}
            <Button type="submit" loading={create.isPending}>
              Create project
            </Button>
          </Stack>
        </form>
      </Card>
    </Center>
  );
}
