import { Button, Group, Text } from '@mantine/core';
import { IconFocus2 } from '@tabler/icons-react';
import type { RecordingManifest } from '#contracts/recording.ts';
import { clockText } from '../model/playback-time.ts';

interface TabStripProps {
  tabs: RecordingManifest['tabs'];
  shown: string | undefined;
  chosen: string | undefined;
  onChoose: (tab: string | undefined) => void;
}

/** The visitor's browser tabs; by itself the player follows them. Nothing when there was only one. */
export function TabStrip({ tabs, shown, chosen, onChoose }: TabStripProps) {
  if (tabs.length < 2) return null;
  return (
    <Group gap={6} role="group" aria-label="Browser tabs of the visit">
      <Button
        size="compact-xs"
        variant={chosen === undefined ? 'light' : 'default'}
        leftSection={<IconFocus2 size={14} />}
        aria-pressed={chosen === undefined}
        onClick={() => onChoose(undefined)}
      >
        Follow tabs
      </Button>
      {tabs.map((tab, index) => (
        <Button
          key={tab.id}
          size="compact-xs"
          variant={tab.id === shown ? 'filled' : 'default'}
          aria-pressed={tab.id === shown}
          onClick={() => onChoose(tab.id)}
        >
          Tab {index + 1}
          <Text span size="xs" ml={6}>
            {clockText(tab.from)}
          </Text>
        </Button>
      ))}
    </Group>
  );
}
