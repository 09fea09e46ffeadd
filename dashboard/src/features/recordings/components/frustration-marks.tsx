import { Group, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconFlame, IconHandOff } from '@tabler/icons-react';
import type { Session } from '#contracts/session.ts';
import classes from './frustration-marks.module.css';

const kinds = [
  { field: 'rageClicks', one: 'rage click', many: 'rage clicks', Icon: IconFlame, tone: 'frustration' },
  { field: 'deadClicks', one: 'dead click', many: 'dead clicks', Icon: IconHandOff, tone: 'frustration' },
  { field: 'errors', one: 'error', many: 'errors', Icon: IconAlertTriangle, tone: 'error' },
] as const;

/** What hurt in a visit, with counts; nothing when nothing did. */
export function FrustrationMarks({ session }: { session: Pick<Session, 'rageClicks' | 'deadClicks' | 'errors'> }) {
  return (
    <Group gap={8} wrap="nowrap">
      {kinds.map(({ field, one, many, Icon, tone }) => {
        const count = session[field];
        if (count === 0) return null;
        const text = `${count} ${count === 1 ? one : many}`;
        return (
          <Tooltip key={field} label={text} openDelay={300}>
            <span className={classes.mark} data-tone={tone} role="img" aria-label={text}>
              <Icon size={14} aria-hidden />
              {count}
            </span>
          </Tooltip>
        );
      })}
    </Group>
  );
}
