import { Skeleton, Text, UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { ShortNumber } from '../../../components/number.tsx';
import { shareText } from '../../../lib/number-text.ts';
import classes from './rows.module.css';

/** Rows of a card before it is asked for all. */
export const rowsShown = 9;

const skeletonWidths = Array.from({ length: rowsShown }, (_, index) => 100 - index * 8);

/** What the columns are. */
export const RowsHead = ({ label, count }: { label: string; count: string }) => (
  <div className={classes.head} aria-hidden>
    <span>{label}</span>
    <span>{count}</span>
  </div>
);

/** As tall as the rows that come. */
export const RowsSkeleton = () => (
  <div className={classes.skeleton} aria-hidden>
    {skeletonWidths.map((width) => (
      <Skeleton key={width} height={30} width={`${width}%`} radius={6} />
    ))}
  </div>
);

export const RowsEmpty = ({ children }: { children: ReactNode }) => (
  <Text c="dimmed" ta="center" className={classes.empty} component="div">
    {children}
  </Text>
);

interface OtherRowProps {
  count: number;
  share: number;
  /** All rows are shown. */
  all: boolean;
  onAll: (all: boolean) => void;
}

/** Sums up what the card leaves out, and shows it when asked. */
export const OtherRow = ({ count, share, all, onAll }: OtherRowProps) => (
  <li className={classes.other}>
    <UnstyledButton className={classes.more} aria-expanded={all} onClick={() => onAll(!all)}>
      {all ? 'Show fewer' : 'Other · show all'}
    </UnstyledButton>
    {count > 0 && (
      <>
        <span className={classes.count}>
          <ShortNumber value={count} />
        </span>
        <span className={`${classes.share} tabular`}>{shareText(share)}</span>
      </>
    )}
  </li>
);
