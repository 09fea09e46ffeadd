import { EmptyState } from '../../../components/empty-state.tsx';
import { ErrorPanel } from '../../../components/error-panel.tsx';
import { RequestError } from '../../../lib/api.ts';

interface PlayerFailureProps {
  error: unknown;
  onRetry: () => void;
}

/** In place of a recording that could not be had: gone for good, or to be tried again. */
export function PlayerFailure({ error, onRetry }: PlayerFailureProps) {
  if (error instanceof RequestError && error.status === 404) {
    return (
      <EmptyState title="This recording is no longer here">
        It was erased, is older than recordings are kept, or this visit was never recorded. The visit may still be in
        the numbers; other recordings are in the list.
      </EmptyState>
    );
  }
  return <ErrorPanel title="The recording could not be loaded" error={error} onRetry={onRetry} />;
}
