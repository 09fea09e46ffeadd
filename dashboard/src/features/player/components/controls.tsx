import { ActionIcon, Button, Group, Menu, Switch, Text, Tooltip } from '@mantine/core';
import {
  IconChevronLeft,
  IconChevronRight,
  IconLink,
  IconMaximize,
  IconMinimize,
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconRewindBackward5,
  IconRewindForward5,
} from '@tabler/icons-react';
import { useClock } from '../hooks/use-playback.ts';
import type { PlaybackClock } from '../model/playback-clock.ts';
import { clockText, speeds } from '../model/playback-time.ts';
import classes from './controls.module.css';

export interface PlayerActions {
  /** Undefined where there is none. */
  previous: (() => void) | undefined;
  next: (() => void) | undefined;
  copyLink: (() => void) | undefined;
  toggleFullScreen: () => void;
}

interface ControlsProps {
  clock: PlaybackClock;
  duration: number;
  actions: PlayerActions;
  fullScreen: boolean;
  /** Without neighbours, link and full screen: for the preview. */
  compact: boolean;
}

export function Controls({ clock, duration, actions, fullScreen, compact }: ControlsProps) {
  const playing = useClock(clock, (now) => now.playing);
  const second = useClock(clock, (now) => Math.floor(now.time / 1000));
  const speed = useClock(clock, (now) => now.speed);
  const skipInactive = useClock(clock, (now) => now.skipInactive);
  const move = (ms: number) => clock.seek(clock.state().time + ms);

  return (
    <Group className={classes.bar} gap="xs" justify="space-between">
      <Group gap={4} wrap="nowrap">
        <Tool label={playing ? 'Pause (space)' : 'Play (space)'} onClick={() => clock.toggle()} filled>
          {playing ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
        </Tool>
        <Tool label="Back 5 s (←)" onClick={() => move(-5_000)}>
          <IconRewindBackward5 size={18} />
        </Tool>
        <Tool label="On 5 s (→)" onClick={() => move(5_000)}>
          <IconRewindForward5 size={18} />
        </Tool>
        <Text size="sm" className={classes.time}>
          {clockText(second * 1000)}
          <Text span size="sm" c="dimmed">
            {' / '}
            {clockText(duration)}
          </Text>
        </Text>
      </Group>
      <Group gap="xs" wrap="nowrap">
        <Switch
          size="xs"
          label="Skip inactivity"
          classNames={{ label: classes.skip }}
          checked={skipInactive}
          onChange={(event) => clock.setSkipInactive(event.currentTarget.checked)}
        />
        <Menu position="top" withinPortal={!fullScreen}>
          <Menu.Target>
            <Button size="compact-sm" variant="default" aria-label={`Speed ${speed}×, change with [ and ]`}>
              {speed}×
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {speeds.map((each) => (
              <Menu.Item key={each} onClick={() => clock.setSpeed(each)} fw={each === speed ? 700 : 400}>
                {each}×
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        {!compact && (
          <>
            <Tool label="Previous recording (p)" onClick={actions.previous}>
              <IconChevronLeft size={18} />
            </Tool>
            <Tool label="Next recording (n)" onClick={actions.next}>
              <IconChevronRight size={18} />
            </Tool>
            <Tool label="Copy the link at this moment (c)" onClick={actions.copyLink}>
              <IconLink size={18} />
            </Tool>
            <Tool label={fullScreen ? 'Leave full screen (f)' : 'Full screen (f)'} onClick={actions.toggleFullScreen}>
              {fullScreen ? <IconMinimize size={18} /> : <IconMaximize size={18} />}
            </Tool>
          </>
        )}
      </Group>
    </Group>
  );
}

interface ToolProps {
  label: string;
  onClick: (() => void) | undefined;
  filled?: boolean;
  children: React.ReactNode;
}

function Tool({ label, onClick, filled = false, children }: ToolProps) {
  return (
    <Tooltip label={label} openDelay={400} withinPortal={false}>
      <ActionIcon
        size="lg"
        variant={filled ? 'filled' : 'subtle'}
        color={filled ? undefined : 'gray'}
        aria-label={label}
        disabled={!onClick}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}
