import { Avatar, Menu, UnstyledButton } from '@mantine/core';
import { IconCheck, IconPlus, IconSelector } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useRoute } from '../../../lib/api.ts';
import { useProject } from '../../../lib/use-project.ts';
import classes from './rail-button.module.css';

/** Shows the project and leads to the others, on the same screen. */
export function ProjectSwitcher({ compact }: { compact: boolean }) {
  const project = useProject();
  const navigate = useNavigate();
  const projects = useRoute('listProjects', { query: { limit: 200 } }, { staleTime: 60_000 });
  const initials = project.name.slice(0, 2).toUpperCase();

  return (
    <Menu position={compact ? 'right-start' : 'bottom-start'} width={240}>
      <Menu.Target>
        <UnstyledButton className={classes.button} data-compact={compact || undefined}>
          <Avatar size={24} radius={6} color="ember" variant="light" aria-hidden>
            {initials}
          </Avatar>
          <span className="visually-hidden">Project</span>
          <span className={compact ? 'visually-hidden' : classes.name}>{project.name}</span>
          {!compact && <IconSelector size={16} aria-hidden />}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Projects</Menu.Label>
        {(projects.data?.items ?? [project]).map(({ id, name }) => (
          <Menu.Item
            key={id}
            rightSection={id === project.id ? <IconCheck size={14} aria-label="shown" /> : null}
            onClick={() => void navigate({ to: '/p/$projectId/overview', params: { projectId: id }, search: {} })}
          >
            {name}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconPlus size={14} aria-hidden />} onClick={() => void navigate({ to: '/new' })}>
          New project
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
