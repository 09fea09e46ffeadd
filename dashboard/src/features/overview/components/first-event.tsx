import { IconPlugConnected } from '@tabler/icons-react';
import { EmptyState } from '../../../components/empty-state.tsx';
import { AnchorLink } from '../../../components/links.tsx';
import { LiveCheck } from '../../../components/live-check.tsx';
import { Snippet } from '../../../components/snippet.tsx';
import { scriptTag, trackerAddress } from '../../../lib/install-code.ts';
import { useProject } from '../../../lib/use-project.ts';
import classes from './first-event.module.css';

/** Stands where the numbers will be until the project's first event. */
export function FirstEvent() {
  const { id, name, writeKey, settings } = useProject();
  const address = trackerAddress(window.location.origin, settings.delivery);
  return (
    <div className={classes.place}>
      <h1 className="visually-hidden">Overview</h1>
      <EmptyState
        title={`${name} waits for its first visit`}
        icon={<IconPlugConnected size={40} stroke={1.4} />}
        actions={
          <div className={classes.install}>
            <Snippet label="snippet" code={scriptTag(address, writeKey)} />
            <LiveCheck />
          </div>
        }
      >
        Visitors, pages, sources and what hurts will be here. Put this line into the head of your pages, then open one
        of them; this screen notices by itself. Other ways to install are in{' '}
        <AnchorLink
          to="/p/$projectId/settings"
          params={{ projectId: id }}
          search={{ section: 'install' }}
          underline="always"
        >
          Settings
        </AnchorLink>
        .
      </EmptyState>
    </div>
  );
}
