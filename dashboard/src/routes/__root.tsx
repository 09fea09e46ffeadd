import { Center } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  type ErrorComponentProps,
  Outlet,
  useMatches,
  useRouter,
} from '@tanstack/react-router';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorPanel } from '../components/error-panel.tsx';
import { ButtonLink } from '../components/links.tsx';

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** The screen's name, in the title of the browser's tab. */
    title?: string;
  }
}

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Screens,
  notFoundComponent: NotFound,
  errorComponent: Failed,
});

function Screens() {
  const title = useMatches({
    select: (matches) => matches.map(({ staticData }) => staticData.title).findLast((name) => name !== undefined),
  });
  useDocumentTitle(title ? `${title} · Afterglow` : 'Afterglow');
  return <Outlet />;
}

function NotFound() {
  return (
    <Center component="main" mih="60vh">
      <EmptyState order={1} title="There is no such page" actions={<ButtonLink to="/">Go to your projects</ButtonLink>}>
        The link may be old, or may belong to a project that you cannot see.
      </EmptyState>
    </Center>
  );
}

function Failed({ error }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Center component="main" mih="60vh" p="md">
      <ErrorPanel title="This page could not be shown" error={error} onRetry={() => void router.invalidate()} />
    </Center>
  );
}
