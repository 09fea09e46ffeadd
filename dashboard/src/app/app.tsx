import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createRouter, type RouterHistory, RouterProvider } from '@tanstack/react-router';
import type { ReactElement } from 'react';
import { RequestError } from '../lib/api.ts';
import { session } from '../lib/session.ts';
import { routeTree } from '../route-tree.gen.ts';
import { cssVariables, theme } from './theme.ts';

/** What the server refused it refuses again; only the network and its own failures are worth a second try. */
const worthRetry = (failures: number, error: Error): boolean =>
  failures < 2 && !(error instanceof RequestError && error.status >= 400 && error.status < 500);

function createAppRouter(queryClient: QueryClient, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    ...(history ? { history } : {}),
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

interface AppOptions {
  /** Where addresses live. @default the browser's history */
  history?: RouterHistory;
  /** Whether failed reads are tried again, and how soon. @default twice, after 1 and 2 s */
  retry?: boolean;
}

/** The whole dashboard, with a cache of its own. */
export function createApp({ history, retry = true }: AppOptions = {}): ReactElement {
  const queryClient = new QueryClient({
    defaultOptions: { queries: { staleTime: 10_000, retry: retry && worthRetry } },
  });
  const router = createAppRouter(queryClient, history);

  session.onEnd((why) => {
    // Whoever signs in next need not be the same person: only an expired session goes on where it was.
    const search = why === 'expired' ? { to: router.state.location.href } : {};
    // The screen goes first: as long as it stands, it asks anew for what the cache has lost, and is refused.
    void router.navigate({ to: '/login', search }).finally(() => queryClient.clear());
  });

  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <Notifications position="bottom-right" />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  );
}
