import { Skeleton, Stack, Text } from '@mantine/core';
import { none } from '#contracts/fields.ts';
import type { SessionDetail } from '#contracts/session.ts';
import { visibleText } from '../../../lib/visible-text.ts';
import type { PlaybackClock } from '../model/playback-clock.ts';
import { clockText } from '../model/playback-time.ts';
import classes from './details.module.css';
import { DetailsActions } from './details-actions.tsx';

interface DetailsProps {
  session: SessionDetail | undefined;
  clock: PlaybackClock;
  startedAt: number;
}

/** Who it was, from where, with what; and the pages, which seek. */
export function Details({ session, clock, startedAt }: DetailsProps) {
  if (!session) {
    return (
      <Stack gap="xs">
        {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
          <Skeleton key={row} height={18} />
        ))}
      </Stack>
    );
  }
  const rows: [string, string | number | null][] = [
    ['User', session.userId],
    ['Visitor', session.visitorId],
    ['Active', clockText(session.activeMs)],
    ['Length', clockText(session.durationMs)],
    ['Clicks', session.clicks],
    ['Rage clicks', session.rageClicks],
    ['Dead clicks', session.deadClicks],
    ['Errors', session.errors],
    ['Place', [session.city, session.region, session.country].filter(known).join(', ')],
    ['Device', session.device],
    ['Browser', session.browser],
    ['System', session.os],
    ['Screen', session.screen],
    ['Language', session.language],
    ['Channel', session.channel],
    ['Referrer', session.referrer],
    ['Campaign', [session.utmSource, session.utmMedium, session.utmCampaign].filter(known).join(' / ')],
    ['Clock', session.clamped > 0 ? `${session.clamped} events told times more than a day off` : null],
    ...Object.entries(session.traits).map(([name, value]): [string, string] => [name, String(value)]),
  ];
  return (
    <div className={classes.details}>
      <dl className={classes.facts}>
        {rows
          .filter(([, value]) => known(value))
          .map(([name, value], index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a trait may have the name of a fact
            <div key={`${index} ${name}`} className={classes.fact}>
              <dt>{visibleText(name)}</dt>
              <dd>{typeof value === 'string' ? visibleText(value) : value}</dd>
            </div>
          ))}
      </dl>
      <Text size="xs" fw={600} mt="md" mb={4}>
        Pages
      </Text>
      <ol className={classes.pages}>
        {session.pages.map((page) => {
          const t = Math.max(0, Date.parse(page.at) - startedAt);
          return (
            <li key={`${page.at} ${page.path}`}>
              <button type="button" className={classes.page} onClick={() => clock.seek(t)}>
                <span className={classes.path} title={visibleText(page.title ?? page.path)}>
                  {visibleText(page.path)}
                </span>
                <span className={classes.time}>{clockText(t)}</span>
              </button>
            </li>
          );
        })}
      </ol>
      <DetailsActions session={session} />
    </div>
  );
}

const known = (value: string | number | null) => value !== null && value !== '' && value !== none && value !== 0;
