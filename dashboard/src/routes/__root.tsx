import { Button, Center } from '@mantine/core';
import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext, Link, Outlet, useRouter } from '@tanstack/react-router';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorPanel } from '../components/error-panel.tsx';

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: Failed,
});

function NotFound() {
  return (
    <Center mih="60vh">
      <EmptyState
        title="There is no such page"
        actions={
          <Button component={Link} to="/">
            Go to your projects
          </Button>
        }
      >
        The link may be old, or may belong to a project that you cannot see.
      </EmptyState>
    </Center>
  );
}

function Failed({ error }: { error: Error }) {
  const router = useRouter();
  return (
    <Center mih="60vh" p="md">
      <ErrorPanel title="This page could not be shown" error={error} onRetry={() => void router.invalidate()} />
    </Center>
  );
}
