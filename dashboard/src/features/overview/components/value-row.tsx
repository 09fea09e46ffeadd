import { Tooltip, UnstyledButton } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { ShortNumber } from '../../../components/number.tsx';
import { shareText } from '../../../lib/number-text.ts';
import { type Chip, narrowTo, valueState } from '../../../lib/search.ts';
import { useFilters } from '../../../lib/use-filters.ts';
import { useProject } from '../../../lib/use-project.ts';
import classes from './value-row.module.css';

interface ValueRowProps {
  field: string;
  value: string;
  label: string;
  count: number;
  /** Of all, 0…1. */
  share: number;
  /** Of the bar, 0…1. */
  length: number;
  /** The exact numbers in words. */
  detail: string;
  /** What the colour of the bar means. */
  tone?: 'plain' | 'frustration' | 'error';
  /** A filter more for the recordings. */
  also?: Chip;
}

/** A value with its bar: a click filters by it, Alt-click leaves it out, the icon opens its recordings. */
export function ValueRow({ field, value, label, count, share, length, detail, tone = 'plain', also }: ValueRowProps) {
  const { search, toggle } = useFilters();
  const { id } = useProject();
  const filters = search.filters ?? [];
  const state = valueState(filters, field, value);
  const choose = (event: MouseEvent): void => toggle(field, value, event.altKey || state === 'excluded');
  const narrowed = narrowTo(filters, { field, op: 'is', values: [value] });

  return (
    <li className={classes.row} data-state={state}>
      <Tooltip label={`${detail}. Alt-click leaves it out.`} position="top-start" multiline maw={360}>
        <UnstyledButton
          className={classes.value}
          data-tone={tone}
          aria-pressed={state === 'chosen'}
          onClick={choose}
          style={{ '--length': `${(Math.max(0.004, length) * 100).toFixed(1)}%` }}
        >
          <span className={classes.label}>{label}</span>
        </UnstyledButton>
      </Tooltip>
      <span className={classes.count}>
        <ShortNumber value={count} />
      </span>
      <span className={`${classes.share} tabular`}>{shareText(share)}</span>
      <Tooltip label="Recordings">
        <Link
          className={classes.recordings}
          to="/p/$projectId/recordings"
          params={{ projectId: id }}
          search={(before) => ({ ...before, filters: also ? narrowTo(narrowed, also) : narrowed })}
          aria-label={`Recordings of ${label}`}
        >
          <IconPlayerPlay size={14} aria-hidden />
        </Link>
      </Tooltip>
    </li>
  );
}
