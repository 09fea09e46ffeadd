import { none } from '#contracts/fields.ts';
import type { Session, SessionDetail } from '#contracts/session.ts';
import type { SessionItem } from '../shared/tally-items.ts';

const day = 86_400_000;
const known = (value: string): string => (value === '' ? none : value);
const iso = (ms: number): string => new Date(ms).toISOString();

/** A session as the API tells it. `recordingDays`: recordings older than this are gone, though the session is not. */
export function sessionAnswer(item: SessionItem, recordingDays: number, now: number): Session {
  return {
    id: item.session,
    visitorId: item.visitor,
    userId: item.userId === '' ? null : item.userId,
    startedAt: iso(item.startedAt),
    lastAt: iso(item.lastAt),
    durationMs: item.durationMs,
    activeMs: item.activeMs,
    pageviews: item.pageviews,
    events: item.events,
    clicks: item.clicks,
    rageClicks: item.rageClicks,
    deadClicks: item.deadClicks,
    errors: item.errors,
    maxScroll: item.maxScroll,
    entryPath: known(item.entryPath),
    exitPath: known(item.exitPath),
    host: known(item.host),
    referrer: known(item.referrer),
    channel: known(item.channel),
    utmSource: known(item.utmSource),
    utmMedium: known(item.utmMedium),
    utmCampaign: known(item.utmCampaign),
    country: known(item.country),
    region: known(item.region),
    city: known(item.city),
    device: item.device,
    browser: known(item.browser),
    os: known(item.os),
    language: known(item.language),
    screen: known(item.screen),
    bot: item.bot,
    hasRecording: item.hasRecording && item.startedAt + recordingDays * day > now,
  };
}

export function sessionDetail(item: SessionItem, recordingDays: number, now: number): SessionDetail {
  return {
    ...sessionAnswer(item, recordingDays, now),
    traits: item.traits,
    clamped: item.clamped ?? 0,
    pages: item.pages.map(({ path, title, at, durationMs, maxScroll }) => ({
      path,
      title: title === '' ? null : title,
      at: iso(at),
      durationMs,
      maxScroll,
    })),
  };
}
