import { Alert, PasswordInput, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { AnchorLink } from '../../../components/links.tsx';
import { call, useRoute } from '../../../lib/api.ts';
import { chosenPassword } from '../chosen-password.ts';
import { AccountCard } from './account-card.tsx';
import { AccountForm } from './account-form.tsx';

export function SignUpPage() {
  const navigate = useNavigate();
  const status = useRoute('authStatus', {}, { staleTime: 60_000 });

  const signUp = async ({ email = '', password = '', name = '' }: Record<string, string>): Promise<void> => {
    await call('signUp', { body: { email, password, ...(name ? { name } : {}) } });
    chosenPassword.keep(email, password);
    await navigate({ to: '/confirm', search: { email } });
  };

  return (
    <AccountCard
      title="Create an account"
      foot={
        <AnchorLink to="/login" search={{}}>
          Sign in instead
        </AnchorLink>
      }
    >
      {status.data?.signUpOpen === false ? (
        <Alert color="yellow" variant="light">
          Sign-up is closed on this installation. Ask its owner to let you in.
        </Alert>
      ) : (
        <AccountForm submit="Create account" onSubmit={signUp}>
          <TextInput name="name" label="Name" autoComplete="name" />
          <TextInput name="email" type="email" label="E-mail address" autoComplete="username" required />
          <PasswordInput
            name="password"
            label="Password"
            description="At least 10 characters, with letters and digits"
            autoComplete="new-password"
            required
          />
        </AccountForm>
      )}
    </AccountCard>
  );
}
