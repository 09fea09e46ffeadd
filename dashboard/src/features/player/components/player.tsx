import { Group, Loader, Text } from '@mantine/core';
import { useFullscreenElement } from '@mantine/hooks';
import { type ReactNode, useEffect, useState } from 'react';
import { none } from '#contracts/fields.ts';
import type { SessionDetail } from '#contracts/session.ts';
import { Loading } from '../../../components/loading.tsx';
import { canShow } from '../../../lib/replay/create-replayer.ts';
import { noRefusals, refusalSentence } from '../../../lib/replay/refusals.ts';
import { useClock, usePlayback } from '../hooks/use-playback.ts';
import { usePlayerKeys } from '../hooks/use-player-keys.ts';
import { type FetchManifest, useRecording } from '../hooks/use-recording.ts';
import { Controls, type PlayerActions } from './controls.tsx';
import { Picture } from './picture.tsx';
import { PictureAbsence } from './picture-absence.tsx';
import { PlaceBar } from './place-bar.tsx';
import classes from './player.module.css';
import { ProblemNotice } from './problem-notice.tsx';
import { SidePanel } from './side-panel.tsx';
import { TabStrip } from './tab-strip.tsx';
import { Timeline } from './timeline.tsx';

export interface PlayerProps {
  project: string;
  /** Id of the session; the rest of it may come later. */
  sessionId: string;
  session: SessionDetail | undefined;
  fetchManifest: FetchManifest;
  /** ms; where playback begins. */
  startAt?: number;
  autoplay?: boolean;
  /** Picture, timeline and play alone: the preview beside the list. */
  compact?: boolean;
  onPrevious?: (() => void) | undefined;
  onNext?: (() => void) | undefined;
  /** Copies the link at a moment, ms. */
  onCopyLink?: (ms: number) => void;
  /** Told once the recording can be seen. */
  onShown?: () => void;
  /** What is shown in place of a recording that could not be had. */
  renderFailure: (error: unknown, retry: () => void) => ReactNode;
}

/** A recording: the page as the visitor saw it, and everything that happened beside it. */
export function Player(props: PlayerProps) {
  const { project, sessionId, session, fetchManifest, startAt = 0, autoplay = false, compact = false } = props;
  const recording = useRecording(project, sessionId, fetchManifest);
  const { store, state, view } = recording;
  const { clock, tab, chosenTab, chooseTab } = usePlayback(recording, { startAt, autoplay });
  const screen = useFullscreenElement();
  const waiting = useClock(clock, (now) => now.waiting);
  const skipping = useClock(clock, (now) => now.skipping !== null);
  const shown = state.status === 'ready' && canShow(state.streams.get(tab ?? '') ?? []);
  const { onShown } = props;
  const [refusals, setRefusals] = useState(noRefusals);
  const strays = state.strays.get(tab ?? '') ?? 0;
  const leftOut = refusalSentence({ ...refusals, damaged: refusals.damaged + strays });

  useEffect(() => {
    if (shown) onShown?.();
  }, [shown, onShown]);

  const actions: PlayerActions = {
    previous: props.onPrevious,
    next: props.onNext,
    copyLink: props.onCopyLink && (() => props.onCopyLink?.(clock.state().time)),
    toggleFullScreen: () => void screen.toggle(),
  };
  usePlayerKeys({ clock, events: view.events, actions, on: !compact });

  if (state.status === 'failed') return props.renderFailure(state.error, () => void store?.open());
  const client = [session?.browser, session?.os].filter((name) => name && name !== none).join(' · ');
  return (
    <div ref={screen.ref} className={classes.player} data-compact={compact || undefined}>
      <section className={classes.main} aria-label="Player">
        <PlaceBar clock={clock} places={view.places.get(tab ?? '') ?? []} client={client} />
        <TabStrip tabs={state.tabs} shown={tab} chosen={chosenTab} onChoose={chooseTab} />
        <div className={classes.picture}>
          {shown ? (
            <Picture
              project={project}
              clock={clock}
              events={state.streams.get(tab ?? '') ?? []}
              files={view.files}
              startedAt={state.startedAt}
              onRefused={setRefusals}
            />
          ) : (
            <Absent
              loading={state.status === 'loading' || state.settled < state.frames}
              broken={state.problems.length > 0}
            />
          )}
          {shown && waiting && (
            <Group className={classes.chip} gap={8}>
              <Loader size={14} />
              <Text size="xs">Loading this part</Text>
            </Group>
          )}
          {skipping && (
            <Group className={classes.chip} gap={8}>
              <Text size="xs">Skipping inactivity</Text>
            </Group>
          )}
        </div>
        {shown && leftOut && (
          <Text size="xs" c="dimmed" px="xs" role="note">
            {leftOut}
          </Text>
        )}
        <ProblemNotice problems={state.problems} onRetry={() => void store?.retry()} />
        <Timeline clock={clock} duration={state.duration} view={view} gaps={state.gaps} />
        <Controls
          clock={clock}
          duration={state.duration}
          actions={actions}
          fullScreen={screen.fullscreen}
          compact={compact}
        />
      </section>
      {!compact && (
        <aside className={classes.side} aria-label="What happened">
          <SidePanel clock={clock} view={view} session={session} startedAt={state.startedAt} />
        </aside>
      )}
    </div>
  );
}

/** In place of the picture: on its way, broken, or never recorded. */
function Absent({ loading, broken }: { loading: boolean; broken: boolean }) {
  if (loading) return <Loading what="the recording" className={classes.loading} radius={4} />;
  return (
    <PictureAbsence title={broken ? 'This picture cannot be shown' : 'No picture of this tab'}>
      {broken
        ? 'Parts of the recording that it needs are missing; below stands which, and why.'
        : 'Its events were counted, but its screen was not recorded: the session was not sampled, or recording was not allowed there. The list of events shows what happened.'}
    </PictureAbsence>
  );
}
