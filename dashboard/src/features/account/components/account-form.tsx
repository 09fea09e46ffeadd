import { Alert, Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';

interface AccountFormProps {
  submit: string;
  /** Called with the form's fields; what it throws is shown above the button. */
  onSubmit: (fields: Record<string, string>) => Promise<void>;
  children: ReactNode;
}

/** A form whose fields are read when it is sent, so that password managers can fill it. */
export function AccountForm({ submit, onSubmit, children }: AccountFormProps) {
  const sending = useMutation({ mutationFn: onSubmit });

  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    sending.mutate(Object.fromEntries([...data].map(([name, value]) => [name, String(value)])));
  };

  return (
    <form onSubmit={send}>
      <Stack gap="sm">
        {children}
        {sending.error && (
          <Alert color="red" variant="light" role="alert">
            {sending.error.message}
          </Alert>
        )}
        <Button type="submit" loading={sending.isPending} fullWidth>
          {submit}
        </Button>
      </Stack>
    </form>
  );
}
