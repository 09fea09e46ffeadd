import { Button, Popover, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendar } from '@tabler/icons-react';
import { presetNames, presets } from '../lib/search.ts';
import { useFilters } from '../lib/use-filters.ts';
import { dayText, defaultPreset, zonedText } from '../lib/zoned-range.ts';
import { CustomRange } from './custom-range.tsx';
import classes from './range-picker.module.css';

/** The range in words; opens ranges to choose from, and two days of one's own. */
export function RangePicker() {
  const { search, range, zone, change } = useFilters();
  const [opened, { toggle, close }] = useDisclosure(false);
  const last = new Date(Date.parse(range.to) - 1).toISOString();
  const custom = Boolean(search.from && search.to);
  const preset = search.range ?? defaultPreset;
  const label = custom
    ? `${zonedText(range.from, zone, 'D MMM')} – ${zonedText(last, zone, 'D MMM YYYY')}`
    : presets[preset];

  return (
    <Popover opened={opened} onChange={toggle} position="bottom-start" trapFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconCalendar size={16} aria-hidden />} onClick={toggle}>
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={4} w={220}>
        <ul className={classes.presets} aria-label="Ranges">
          {presetNames.map((name) => (
            <li key={name}>
              <UnstyledButton
                className={classes.preset}
                aria-pressed={!custom && name === preset}
                onClick={() => {
                  change({ range: name, from: undefined, to: undefined });
                  close();
                }}
              >
                {presets[name]}
              </UnstyledButton>
            </li>
          ))}
        </ul>
        <CustomRange
          from={search.from ?? dayText(range.from, zone)}
          to={search.to ?? dayText(last, zone)}
          onChange={(from, to) => {
            change({ range: undefined, from, to });
            close();
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
