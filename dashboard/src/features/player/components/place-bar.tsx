import { Group, Text } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile, IconDeviceTablet, IconWorld } from '@tabler/icons-react';
import { deviceClass } from '#contracts/fields.ts';
import { visibleText } from '../../../lib/visible-text.ts';
import { useClock } from '../hooks/use-playback.ts';
import type { PagePlace } from '../model/page-place.ts';
import type { PlaybackClock } from '../model/playback-clock.ts';
import { lastIndexAt } from '../model/timeline-event.ts';
import classes from './place-bar.module.css';

const deviceIcons = { desktop: IconDeviceDesktop, tablet: IconDeviceTablet, mobile: IconDeviceMobile };

interface PlaceBarProps {
  clock: PlaybackClock;
  places: readonly PagePlace[];
  /** E.g. `Chrome · Windows`. */
  client: string;
}

/** Address, viewport and device at the moment that plays. */
export function PlaceBar({ clock, places, client }: PlaceBarProps) {
  const index = useClock(clock, ({ time }) => lastIndexAt(places, time));
  const place = places[Math.max(0, index)];
  const Device = deviceIcons[deviceClass(place?.width ?? 1024)];
  return (
    <Group className={classes.bar} gap="sm" wrap="nowrap">
      <Group gap={6} wrap="nowrap" className={classes.address}>
        <IconWorld size={16} aria-hidden />
        <Text size="sm" truncate title={visibleText(place?.address ?? '')}>
          {visibleText(place?.address ?? '') || '\u00a0'}
        </Text>
      </Group>
      <Group gap={6} wrap="nowrap" className={classes.device}>
        <Device size={16} aria-hidden />
        {place && place.width > 0 && (
          <Text size="xs" c="dimmed" title="Viewport in CSS pixels">
            {place.width} × {place.height}
          </Text>
        )}
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {client}
        </Text>
      </Group>
    </Group>
  );
}
