import { ActionIcon, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { VisitorMark } from '../../../components/visitor-mark.tsx';
import { visibleText } from '../../../lib/visible-text.ts';
import { visitorLook } from '../../../lib/visitor-name.ts';
import { useSession } from '../api/use-session.ts';
import { clockText } from '../model/playback-time.ts';
import { Player } from './player.tsx';
import { PlayerFailure } from './player-failure.tsx';
import classes from './player-screen.module.css';

interface PlayerScreenProps {
  project: string;
  sessionId: string;
  /** Seconds; where a link leads. */
  at: number | undefined;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
  /** E.g. `3 of 120`; empty for a recording outside the list. */
  position: string;
  /** Told once the recording could be seen. */
  onShown: () => void;
}

/** One recording on a screen of its own. */
export function PlayerScreen({ project, sessionId, at, onPrevious, onNext, position, onShown }: PlayerScreenProps) {
  const { session, fetchManifest } = useSession(project, sessionId);
  const look = session && visitorLook(session.visitorId);
  return (
    <div className={classes.screen}>
      <Group gap="sm" wrap="nowrap">
        <ActionIcon
          variant="default"
          size="lg"
          aria-label="Back to the recordings"
          renderRoot={(props) => (
            <Link
              to="/p/$projectId/recordings"
              params={{ projectId: project }}
              search={(before) => ({ ...before, preview: sessionId, t: undefined })}
              {...props}
            />
          )}
        >
          <IconArrowLeft size={18} />
        </ActionIcon>
        {session && <VisitorMark visitorId={session.visitorId} />}
        <div className={classes.who}>
          <h1 className={classes.name}>
            {session?.userId ? visibleText(session.userId) : (look?.name ?? 'Recording')}
          </h1>
          <Text size="xs" c="dimmed">
            {session ? <RelativeTime at={session.startedAt} /> : '\u00a0'}
          </Text>
        </div>
        <Text size="xs" c="dimmed" ml="auto" className={classes.position}>
          {position}
        </Text>
      </Group>
      <div className={classes.player}>
        <Player
          key={sessionId}
          {...{ project, sessionId, session, fetchManifest, onPrevious, onNext, onShown }}
          startAt={(at ?? 0) * 1000}
          autoplay
          onCopyLink={(ms) => void copyLink(ms)}
          renderFailure={(error, retry) => <PlayerFailure error={error} onRetry={retry} />}
        />
      </div>
    </div>
  );
}

/** Copies the address of this moment; where the browser forbids it, shows the address instead. */
async function copyLink(ms: number): Promise<void> {
  const address = new URL(location.href);
  address.searchParams.set('t', String(Math.floor(ms / 1000)));
  try {
    await navigator.clipboard.writeText(address.href);
    notifications.show({ message: `Link at ${clockText(ms)} copied`, autoClose: 2_500 });
  } catch {
    notifications.show({ title: 'The browser did not let us copy', message: address.href, autoClose: false });
  }
}
