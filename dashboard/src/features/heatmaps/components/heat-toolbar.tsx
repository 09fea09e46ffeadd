import { Button, Group, Menu, SegmentedControl, Select, Slider, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { HeatmapType } from '#contracts/answers.ts';
import { type DeviceClass, deviceClasses } from '#contracts/fields.ts';
import classes from './heat-toolbar.module.css';

export const typeLabels: Record<HeatmapType, string> = {
  click: 'Clicks',
  rage: 'Rage clicks',
  dead: 'Dead clicks',
  error: 'Error clicks',
  scroll: 'Scroll',
  move: 'Movement',
  attention: 'Attention',
};

const deviceLabels: Record<DeviceClass, string> = { desktop: 'Desktop', tablet: 'Tablet', mobile: 'Mobile' };

export interface HeatLook {
  /** 0…1 */
  opacity: number;
  /** CSS px */
  radius: number;
}

interface HeatToolbarProps {
  type: HeatmapType;
  device: DeviceClass;
  look: HeatLook;
  onType: (type: HeatmapType) => void;
  onDevice: (device: DeviceClass) => void;
  onLook: (look: HeatLook) => void;
  /** Undefined while there is nothing to save. */
  onPng: (() => void) | undefined;
  onCsv: (() => void) | undefined;
}

export function HeatToolbar(props: HeatToolbarProps) {
  const { type, device, look, onType, onDevice, onLook, onPng, onCsv } = props;
  const spots = type !== 'scroll' && type !== 'attention';
  return (
    <Group className={classes.bar} gap="sm">
      <Select
        size="xs"
        w={140}
        aria-label="Kind of heat"
        allowDeselect={false}
        data={Object.entries(typeLabels).map(([value, label]) => ({ value, label }))}
        value={type}
        onChange={(value) => value && onType(value as HeatmapType)}
      />
      <SegmentedControl
        size="xs"
        aria-label="Device"
        data={deviceClasses.map((value) => ({ value, label: deviceLabels[value] }))}
        value={device}
        onChange={(value) => onDevice(value as DeviceClass)}
      />
      <Group gap={6} wrap="nowrap">
        <Text size="xs" c="dimmed" aria-hidden>
          Opacity
        </Text>
        <Slider
          w={80}
          size="xs"
          label={(value) => `${value} %`}
          thumbLabel="Opacity of the heat in percent"
          min={10}
          max={100}
          step={5}
          value={Math.round(look.opacity * 100)}
          onChange={(value) => onLook({ ...look, opacity: value / 100 })}
        />
      </Group>
      {spots && (
        <Group gap={6} wrap="nowrap">
          <Text size="xs" c="dimmed" aria-hidden>
            Radius
          </Text>
          <Slider
            w={80}
            size="xs"
            label={(value) => `${value} px`}
            thumbLabel="Radius of a spot in pixels of the page"
            min={8}
            max={96}
            step={4}
            value={look.radius}
            onChange={(radius) => onLook({ ...look, radius })}
          />
        </Group>
      )}
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" variant="default" leftSection={<IconDownload size={14} />} disabled={!onCsv}>
            Save
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={onPng} disabled={!onPng}>
            Picture (PNG)
          </Menu.Item>
          <Menu.Item onClick={onCsv}>Numbers (CSV)</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  );
}
