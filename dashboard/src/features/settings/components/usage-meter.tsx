import { Box, Text } from '@mantine/core';
import { ShortNumber } from '../../../components/number.tsx';
import classes from './usage-card.module.css';

interface UsageMeterProps {
  label: string;
  used: number;
  /** Null: unlimited. */
  of: number | null;
  state: 'ok' | 'warning' | 'exceeded';
  /** What follows from it. */
  note?: string | undefined;
}

/** How much of a limit is used, as a bar and in words. */
export function UsageMeter({ label, used, of, state, note }: UsageMeterProps) {
  const share = of === null ? 0 : of === 0 ? 1 : Math.min(1, used / of);
  return (
    <div>
      <Text fw={500}>{label}</Text>
      {of !== null && (
        // The words below say the same.
        <Box
          className={classes.bar}
          style={{ '--length': `${(share * 100).toFixed(1)}%` }}
          data-state={state}
          aria-hidden="true"
        />
      )}
      <Text size="xs" c="dimmed" component="div">
        <ShortNumber value={used} />
        {of === null ? (
          ', no limit'
        ) : (
          <>
            {' '}
            of <ShortNumber value={of} />
          </>
        )}
      </Text>
      {note && (
        <Text size="xs" component="div">
          {note}
        </Text>
      )}
    </div>
  );
}
