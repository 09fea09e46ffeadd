import { Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './empty-state.module.css';

interface EmptyStateProps {
  title: string;
  /** What will be here, and what to do. */
  children: ReactNode;
  icon?: ReactNode;
  /** Level of the title. @default 2 */
  order?: 1 | 2;
  actions?: ReactNode;
}

/** A place where nothing is yet: says what will be here and how to get it. */
export function EmptyState({ title, children, icon, order = 2, actions }: EmptyStateProps) {
  return (
    <Stack className={classes.empty} align="center" gap="sm">
      {icon && (
        <div className={classes.icon} aria-hidden>
          {icon}
        </div>
      )}
      <Title order={order} size="h2">
        {title}
      </Title>
      <Text c="dimmed" maw={520} ta="center" component="div">
        {children}
      </Text>
      {actions}
    </Stack>
  );
}
