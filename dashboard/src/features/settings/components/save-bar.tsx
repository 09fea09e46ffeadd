import { Alert, Button, Group, Text } from '@mantine/core';

interface SaveBarProps {
  /** Something was changed. */
  dirty: boolean;
  saving: boolean;
  /** What the server said against it. */
  error: Error | null;
  onReset: () => void;
  /** Trackers read their configuration when a page opens, so changes need a moment. */
  delayed?: boolean;
}

/** The end of a settings form: what went wrong, and the buttons. */
export function SaveBar({ dirty, saving, error, onReset, delayed = false }: SaveBarProps) {
  return (
    <>
      {error && (
        <Alert color="red" variant="light" role="alert" title="Not saved">
          {error.message}
        </Alert>
      )}
      <Group gap="sm">
        <Button type="submit" disabled={!dirty} loading={saving}>
          Save
        </Button>
        {dirty && (
          <Button variant="default" onClick={onReset} disabled={saving}>
            Undo changes
          </Button>
        )}
        {delayed && (
          <Text size="xs" c="dimmed">
            In force for pages opened a minute later.
          </Text>
        )}
      </Group>
    </>
  );
}
