/** What every delta is counted under. */
import type { Crowd } from '../../shared/tally-items.ts';

const minute = 60_000;
const daySeconds = 86_400;
/** Minutes are kept two days, for what happens now. */
export const minuteSeconds = 2 * daySeconds;

export interface CountingSettings {
  eventDays: number;
  hash(visitor: string): bigint;
}

export const crowdOf = (client: { bot: boolean }): Crowd => (client.bot ? 'bot' : 'human');
export const minuteOf = (time: number): number => Math.floor(time / minute) * minute;
export const expiry = (ms: number, days: number): number => Math.ceil(ms / 1_000) + days * daySeconds;
