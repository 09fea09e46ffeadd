import { Tooltip } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useProject } from '../lib/use-project.ts';
import { zonedText } from '../lib/zoned-range.ts';

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
];
const format = new Intl.RelativeTimeFormat('en', { numeric: 'auto', style: 'short' });

/** `3 min. ago`; `now` in ms. */
export function relativeText(at: number, now: number): string {
  const passed = at - now;
  for (const [unit, size] of units) {
    if (Math.abs(passed) >= size) return format.format(Math.trunc(passed / size), unit);
  }
  return 'just now';
}

/** When something was, relative; exactly, in the project's time zone, on hover. */
export function RelativeTime({ at }: { at: string }) {
  const { timeZone } = useProject();
  const [now, setNow] = useState(Date.now);

  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);

  return (
    <Tooltip label={`${zonedText(at, timeZone, 'ddd D MMM YYYY, HH:mm:ss')} (${timeZone})`}>
      <time dateTime={at}>{relativeText(Date.parse(at), now)}</time>
    </Tooltip>
  );
}
