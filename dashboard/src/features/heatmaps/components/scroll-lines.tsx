import type { ReachLine } from '../model/scroll-reach.ts';
import classes from './scroll-lines.module.css';

interface ScrollLinesProps {
  lines: readonly ReachLine[];
  /** 0…1 of the page's height. */
  fold: number | undefined;
}

/** Fold, and how far three quarters, half and a quarter of the visits came. */
export function ScrollLines({ lines, fold }: ScrollLinesProps) {
  return (
    <>
      {fold !== undefined && fold < 1 && (
        <div className={classes.line} data-fold style={{ top: `${fold * 100}%` }}>
          <span className={classes.label}>Median fold</span>
        </div>
      )}
      {lines.map(({ share, depth }) => (
        <div key={share} className={classes.line} style={{ top: `${depth * 100}%` }}>
          <span className={classes.label}>{Math.round(share * 100)} % came this far</span>
        </div>
      ))}
    </>
  );
}
