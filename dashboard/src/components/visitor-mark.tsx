import { visitorLook } from '../lib/visitor-name.ts';
import classes from './visitor-mark.module.css';

/** A visitor's colour and initials. */
export function VisitorMark({ visitorId }: { visitorId: string }) {
  const { colour, initials } = visitorLook(visitorId);
  return (
    <span className={classes.mark} style={{ background: colour }} aria-hidden>
      {initials}
    </span>
  );
}
