import { Loader } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useProjectStatus } from '../lib/use-project-status.ts';
import { ErrorPanel } from './error-panel.tsx';
import classes from './live-check.module.css';
import { RelativeTime } from './relative-time.tsx';

/** Watches for the project's events and says what it sees. */
export function LiveCheck() {
  const { data, error, refetch } = useProjectStatus(10_000);
  if (error && !data) {
    return <ErrorPanel title="Events could not be checked" error={error} onRetry={() => void refetch()} />;
  }
  return (
    <div className={classes.check} role="status" data-arrived={Boolean(data?.firstEventAt) || undefined}>
      {data?.firstEventAt ? (
        <>
          <IconCircleCheck size={20} aria-hidden />
          <span>
            Events arrive: the first came <RelativeTime at={data.firstEventAt} />
            {data.lastEventAt && (
              <>
                , the last <RelativeTime at={data.lastEventAt} />
              </>
            )}
            .
          </span>
        </>
      ) : (
        <>
          <Loader size={16} aria-hidden />
          <span>Waiting for the first event …</span>
        </>
      )}
    </div>
  );
}
