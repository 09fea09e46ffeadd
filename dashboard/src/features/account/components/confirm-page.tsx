import { Button, PasswordInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call, useRoute } from '../../../lib/api.ts';
import { chosenPassword } from '../chosen-password.ts';
import { AccountCard } from './account-card.tsx';
import { AccountForm } from './account-form.tsx';

export function ConfirmPage() {
  const search = useSearch({ from: '/confirm' });
  const navigate = useNavigate();
  const status = useRoute('authStatus', {}, { staleTime: 60_000 });
  const [email, setEmail] = useState(search.email ?? '');
  const again = useMutation({
    mutationFn: () => call('resend', { body: { email } }),
    onSuccess: ({ message }) => notifications.show({ message }),
    onError: (error) => notifications.show({ color: 'red', message: error.message }),
  });

  const known = chosenPassword.of(email);

  const confirm = async ({ code = '', password = known ?? '' }: Record<string, string>): Promise<void> => {
    await call('confirm', { body: { email, code, password } });
    notifications.show({ message: 'The address is confirmed. Sign in to go on.' });
    await navigate({ to: '/login', search: { email, ...(search.to ? { to: search.to } : {}) } });
    chosenPassword.forget();
  };

  return (
    <AccountCard
      title="Confirm your address"
      lead={
        status.data?.stage === 'local'
          ? 'No mail leaves this laptop: the code is 123456.'
          : 'We sent a code to your e-mail address. It works for a day.'
      }
    >
      <AccountForm submit="Confirm" onSubmit={confirm}>
        <TextInput
          name="email"
          type="email"
          label="E-mail address"
          autoComplete="username"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          required
        />
        <TextInput name="code" label="Code" inputMode="numeric" autoComplete="one-time-code" required />
        {known === undefined && (
          <PasswordInput
            name="password"
            label="Choose a password"
            description="At least 10 characters, with letters and digits"
            autoComplete="new-password"
            required
          />
        )}
      </AccountForm>
      <Button variant="subtle" loading={again.isPending} disabled={!email} onClick={() => again.mutate()}>
        Send the code again
      </Button>
    </AccountCard>
  );
}
