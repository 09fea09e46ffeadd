import { Button, CloseButton, Group, Menu, SegmentedControl, Text, Tooltip, VisuallyHidden } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile, IconDevices, IconDeviceTablet } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DeviceClass } from '#contracts/fields.ts';
import { useFilters } from '../lib/use-filters.ts';
import { chipText } from '../lib/value-text.ts';
import classes from './filter-bar.module.css';
import { FilterEditor } from './filter-editor.tsx';
import { RangePicker } from './range-picker.tsx';

const devices: { value: DeviceClass | 'all'; label: string; Icon: typeof IconDevices }[] = [
  { value: 'all', label: 'All devices', Icon: IconDevices },
  { value: 'desktop', label: 'Desktop', Icon: IconDeviceDesktop },
  { value: 'tablet', label: 'Tablet', Icon: IconDeviceTablet },
  { value: 'mobile', label: 'Mobile', Icon: IconDeviceMobile },
];

interface FilterBarProps {
  /** Offers the comparison with an earlier range. */
  compare?: boolean;
  /** Hides the device switch where the screen has its own. */
  device?: boolean;
  /** Whether the screen answers filters; the chips of the other screens stay in the address. @default true */
  filters?: boolean;
  children?: ReactNode;
}

/** Range, device and filters, on top of every data screen; all of it lives in the address. */
export function FilterBar({ compare = false, device = true, filters = true, children }: FilterBarProps) {
  const { search, change, setDevice, setFilters } = useFilters();
  const chips = search.filters ?? [];

  return (
    <section className={classes.bar} aria-label="Range and filters">
      <Group gap={8} wrap="wrap">
        <RangePicker />
        {compare && (
          <Menu position="bottom-start">
            <Menu.Target>
              <Button variant="default">{compareWords[search.compare ?? 'previous']}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.RadioGroup value={search.compare ?? 'previous'}>
                {(['previous', 'year', 'none'] as const).map((name) => (
                  <Menu.RadioItem key={name} value={name} closeMenuOnClick onChange={() => change({ compare: name })}>
                    {compareWords[name]}
                  </Menu.RadioItem>
                ))}
              </Menu.RadioGroup>
            </Menu.Dropdown>
          </Menu>
        )}
        {device && (
          <SegmentedControl
            size="xs"
            className={classes.devices}
            aria-label="Device"
            value={search.device ?? 'all'}
            onChange={(value) => setDevice(value === 'all' ? undefined : (value as DeviceClass))}
            data={devices.map(({ value, label, Icon }) => ({
              value,
              label: (
                <Tooltip label={label}>
                  <span className={classes.device}>
                    <Icon size={16} aria-hidden />
                    <VisuallyHidden>{label}</VisuallyHidden>
                  </span>
                </Tooltip>
              ),
            }))}
          />
        )}
        {filters && <FilterEditor onAdd={(chip) => setFilters([...chips, chip])} />}
        {children}
      </Group>
      {!filters && chips.length > 0 && (
        <Text size="xs" c="dimmed">
          Shown for all visits: this screen goes by page, device and dates. Your filters wait on the other screens.
        </Text>
      )}
      {filters && chips.length > 0 && (
        <Group gap={6} component="ul" className={classes.chips} aria-label="Filters in force">
          {chips.map((chip, index) => (
            <li key={chipText(chip)} className={classes.chip} data-not={chip.not || undefined}>
              <span>{chipText(chip)}</span>
              <CloseButton
                size={24}
                aria-label={`Remove filter ${chipText(chip)}`}
                onClick={() => setFilters(chips.filter((_, other) => other !== index))}
              />
            </li>
          ))}
          <li>
            <Button variant="subtle" color="gray" size="compact-xs" onClick={() => setFilters([])}>
              Remove all
            </Button>
          </li>
        </Group>
      )}
    </section>
  );
}

const compareWords = {
  previous: 'vs. previous period',
  year: 'vs. year before',
  none: 'No comparison',
} as const;
