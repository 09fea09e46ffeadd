import { metrics } from '#contracts/resources.ts';
import { logLine } from '../http/finish-answer.ts';
import { metricLine } from '../metric-line.ts';

/** Tells of a limit that could not be held, and rings the alarm of limits that are open. */
export const reportOpenLimiter =
  (stage: string, message: string) =>
  (error: unknown): void => {
    logLine({ level: 'error', message, reason: String(error) });
    logLine(metricLine(metrics.limiterOpen, { stage, now: Date.now() }));
  };
