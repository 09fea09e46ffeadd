import { Group, Text } from '@mantine/core';
import { rampCss } from '../model/heat-ramp.ts';
import classes from './heat-legend.module.css';

interface HeatLegendProps {
  /** Words at the cold end, the hot end, and what is counted. */
  low: string;
  high: string;
  unit: string;
}

/** What the colours mean, in counts. */
export function HeatLegend({ low, high, unit }: HeatLegendProps) {
  return (
    <Group gap={8} wrap="nowrap" role="img" aria-label={`Colours from ${low} to ${high} ${unit}`}>
      <Text size="xs" c="dimmed">
        {low}
      </Text>
      <span className={classes.ramp} style={{ backgroundImage: rampCss() }} />
      <Text size="xs" c="dimmed">
        {high} {unit}
      </Text>
    </Group>
  );
}
