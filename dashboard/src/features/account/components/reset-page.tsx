import { PasswordInput, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { AnchorLink } from '../../../components/links.tsx';
import { call, useRoute } from '../../../lib/api.ts';
import { AccountCard } from './account-card.tsx';
import { AccountForm } from './account-form.tsx';

export function ResetPage() {
  const search = useSearch({ from: '/reset' });
  const navigate = useNavigate();
  const status = useRoute('authStatus', {}, { staleTime: 60_000 });

  const reset = async ({ email = '', code = '', password = '' }: Record<string, string>): Promise<void> => {
    await call('reset', { body: { email, code, password } });
    notifications.show({ message: 'The password is changed. Sign in with the new one.' });
    await navigate({ to: '/login', search: { email } });
  };

  return (
    <AccountCard
      title="Choose a new password"
      lead={
        status.data?.stage === 'local'
          ? 'No mail leaves this laptop: the code is 654321.'
          : 'Enter the code from the mail and a new password.'
      }
      foot={
        <AnchorLink to="/forgot" search={{}}>
          Ask for another code
        </AnchorLink>
      }
    >
      <AccountForm submit="Change password" onSubmit={reset}>
        <TextInput
          name="email"
          type="email"
          label="E-mail address"
          autoComplete="username"
          defaultValue={search.email ?? ''}
          required
        />
        <TextInput name="code" label="Code" inputMode="numeric" autoComplete="one-time-code" required />
        <PasswordInput
          name="password"
          label="New password"
          description="At least 10 characters, with letters and digits"
          autoComplete="new-password"
          required
        />
      </AccountForm>
    </AccountCard>
  );
}
