import { PasswordInput, TextInput } from '@mantine/core';
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { AnchorLink } from '../../../components/links.tsx';
import { call, RequestError, useRoute } from '../../../lib/api.ts';
import { session } from '../../../lib/session.ts';
import { AccountCard } from './account-card.tsx';
import { AccountForm } from './account-form.tsx';

export function LoginPage() {
  const { to, email } = useSearch({ from: '/login' });
  const navigate = useNavigate();
  const router = useRouter();
  const status = useRoute('authStatus', {}, { staleTime: 60_000 });

  const signIn = async (fields: Record<string, string>): Promise<void> => {
    const { email: address = '', password = '' } = fields;
    try {
      session.begin(await call('login', { body: { email: address, password } }));
    } catch (error) {
      if (!(error instanceof RequestError) || error.code !== 'not_confirmed') throw error;
      await navigate({ to: '/confirm', search: { email: address, ...(to ? { to } : {}) } });
      return;
    }
    router.history.push(to ?? '/');
  };

  return (
    <AccountCard
      title="Sign in"
      foot={
        status.data?.signUpOpen && (
          <>
            New here?{' '}
            <AnchorLink to="/signup" search={{}}>
              Create an account
            </AnchorLink>
          </>
        )
      }
    >
      <AccountForm submit="Sign in" onSubmit={signIn}>
        <TextInput
          name="email"
          type="email"
          label="E-mail address"
          autoComplete="username"
          defaultValue={email ?? ''}
          required
        />
        <PasswordInput name="password" label="Password" autoComplete="current-password" required />
        <AnchorLink to="/forgot" search={{}} size="sm">
          Forgot the password?
        </AnchorLink>
      </AccountForm>
    </AccountCard>
  );
}
