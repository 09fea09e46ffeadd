import { TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { AnchorLink } from '../../../components/links.tsx';
import { call } from '../../../lib/api.ts';
import { AccountCard } from './account-card.tsx';
import { AccountForm } from './account-form.tsx';

export function ForgotPage() {
  const search = useSearch({ from: '/forgot' });
  const navigate = useNavigate();

  const ask = async ({ email = '' }: Record<string, string>): Promise<void> => {
    await call('forgot', { body: { email } });
    await navigate({ to: '/reset', search: { email } });
  };

  return (
    <AccountCard
      title="Reset the password"
      lead="If the address has an account, a code is on its way to it."
      foot={
        <AnchorLink to="/login" search={{}}>
          Back to sign in
        </AnchorLink>
      }
    >
      <AccountForm submit="Send a code" onSubmit={ask}>
        <TextInput
          name="email"
          type="email"
          label="E-mail address"
          autoComplete="username"
          defaultValue={search.email ?? ''}
          required
        />
      </AccountForm>
    </AccountCard>
  );
}
