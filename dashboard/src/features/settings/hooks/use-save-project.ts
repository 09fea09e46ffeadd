import { notifications } from '@mantine/notifications';
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Project, ProjectPatch } from '#contracts/project.ts';
import { call } from '../../../lib/api.ts';
import { projectQuery, useProject } from '../../../lib/use-project.ts';

/** Saves a change of the project; every screen sees it at once. */
export function useSaveProject(): UseMutationResult<Project, Error, ProjectPatch> {
  const { id } = useProject();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (patch: ProjectPatch) => call('patchProject', { params: { id }, body: patch }),
    onSuccess: async (project) => {
      queries.setQueryData(projectQuery(id).queryKey, project);
      await queries.invalidateQueries({ queryKey: ['listProjects'] });
      notifications.show({ color: 'teal', message: 'Saved' });
    },
  });
}
