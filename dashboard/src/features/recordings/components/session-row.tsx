import { Text, Tooltip } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile, IconDeviceTablet } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import type { Session } from '#contracts/session.ts';
import { RelativeTime } from '../../../components/relative-time.tsx';
import { VisitorMark } from '../../../components/visitor-mark.tsx';
import { durationText } from '../../../lib/number-text.ts';
import { visibleText } from '../../../lib/visible-text.ts';
import { visitorLook } from '../../../lib/visitor-name.ts';
import { clientText, placeText } from '../model/session-text.ts';
import { FrustrationMarks } from './frustration-marks.tsx';
import classes from './session-row.module.css';

const deviceIcons = { desktop: IconDeviceDesktop, tablet: IconDeviceTablet, mobile: IconDeviceMobile };

interface SessionRowProps {
  project: string;
  session: Session;
  selected: boolean;
  watched: boolean;
  /** Where there is room for a preview, a plain click chooses instead of opening. */
  onSelect: ((session: string) => void) | undefined;
}

/** One visit in the list: who, when, how long, where, and what hurt. */
export function SessionRow({ project, session, selected, watched, onSelect }: SessionRowProps) {
  const look = visitorLook(session.visitorId);
  const Device = deviceIcons[session.device];
  const place = placeText(session);
  const select = (event: MouseEvent) => {
    if (!onSelect || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onSelect(session.id);
  };
  return (
    <Link
      to="/p/$projectId/recordings/$sessionId"
      params={{ projectId: project, sessionId: session.id }}
      search={(before) => before}
      className={classes.row}
      aria-current={selected ? 'true' : undefined}
      onClick={select}
    >
      <VisitorMark visitorId={session.visitorId} />
      <span className={classes.main}>
        <span className={classes.line}>
          <span className={classes.name} data-watched={watched || undefined}>
            {session.userId === null ? look.name : visibleText(session.userId)}
          </span>
          {!watched && (
            <Tooltip label="Not watched yet">
              <span className={classes.dot} role="img" aria-label="not watched yet" />
            </Tooltip>
          )}
          <span className={classes.when}>
            <RelativeTime at={session.startedAt} />
          </span>
        </span>
        <span className={classes.line}>
          <Text span size="xs" c="dimmed" truncate>
            <span title={`${durationText(session.durationMs)} in all`}>{durationText(session.activeMs)} active</span>
            {` · ${session.pageviews} ${session.pageviews === 1 ? 'page' : 'pages'} · `}
            <span title={visibleText(session.entryPath)}>{visibleText(session.entryPath)}</span>
          </Text>
        </span>
        <span className={classes.line}>
          <Tooltip label={[session.device, clientText(session)].filter(Boolean).join(' · ')}>
            <Device size={14} className={classes.device} aria-label={session.device} />
          </Tooltip>
          <Text span size="xs" c="dimmed" truncate>
            {place || clientText(session)}
          </Text>
          <span className={classes.marks}>
            <FrustrationMarks session={session} />
          </span>
        </span>
      </span>
    </Link>
  );
}
