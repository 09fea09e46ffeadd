import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';

interface ErrorPanelProps {
  /** What could not be had, as in "The recordings could not be loaded". */
  title: string;
  error: unknown;
  onRetry?: () => void;
}

/** What happened, what to do, and a way to try again; takes only its own place on the screen. */
export function ErrorPanel({ title, error, onRetry }: ErrorPanelProps) {
  const message = error instanceof Error ? error.message : String(error);
  return (
    <Alert color="red" variant="light" title={title} icon={<IconAlertTriangle aria-hidden />} role="alert">
      <Group justify="space-between" gap="sm">
        <span>{message}</span>
        {onRetry && (
          <Button variant="default" size="xs" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Group>
    </Alert>
  );
}
