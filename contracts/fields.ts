/**
 * The one list of names by which people ask: breakdowns (`by=`), filter fields, and the chips the
 * dashboard shows. A field that is not here does not exist.
 */

/** What a field describes: the whole session (`session`), one pageview (`path`) or one event (`event`). */
export type FieldScope = 'session' | 'path' | 'event';
export type FieldType = 'text' | 'number';

export interface Field {
  readonly label: string;
  readonly scope: FieldScope;
  readonly type: FieldType;
}

/** Names that may stand in `by=`. Each is a filter field too. */
export const dimensions = {
  path: { label: 'Page', scope: 'path', type: 'text' },
  entryPath: { label: 'Entry page', scope: 'session', type: 'text' },
  exitPath: { label: 'Exit page', scope: 'session', type: 'text' },
  host: { label: 'Host', scope: 'session', type: 'text' },
  referrer: { label: 'Referrer', scope: 'session', type: 'text' },
  channel: { label: 'Channel', scope: 'session', type: 'text' },
  utmSource: { label: 'UTM source', scope: 'session', type: 'text' },
  utmMedium: { label: 'UTM medium', scope: 'session', type: 'text' },
  utmCampaign: { label: 'UTM campaign', scope: 'session', type: 'text' },
  country: { label: 'Country', scope: 'session', type: 'text' },
  region: { label: 'Region', scope: 'session', type: 'text' },
  city: { label: 'City', scope: 'session', type: 'text' },
  device: { label: 'Device', scope: 'session', type: 'text' },
  browser: { label: 'Browser', scope: 'session', type: 'text' },
  os: { label: 'Operating system', scope: 'session', type: 'text' },
  language: { label: 'Language', scope: 'session', type: 'text' },
  screen: { label: 'Screen', scope: 'session', type: 'text' },
  event: { label: 'Event', scope: 'event', type: 'text' },
} as const satisfies Record<string, Field>;

export type Dimension = keyof typeof dimensions;
export const dimensionNames = Object.keys(dimensions) as [Dimension, ...Dimension[]];

/** Session numbers that a filter may compare, besides the dimensions. */
export const measures = {
  activeMs: { label: 'Active time', scope: 'session', type: 'number' },
  pageviews: { label: 'Pageviews', scope: 'session', type: 'number' },
  clicks: { label: 'Clicks', scope: 'session', type: 'number' },
  rageClicks: { label: 'Rage clicks', scope: 'session', type: 'number' },
  deadClicks: { label: 'Dead clicks', scope: 'session', type: 'number' },
  errors: { label: 'Errors', scope: 'session', type: 'number' },
} as const satisfies Record<string, Field>;

export const identities = {
  userId: { label: 'User', scope: 'session', type: 'text' },
  visitorId: { label: 'Visitor', scope: 'session', type: 'text' },
} as const satisfies Record<string, Field>;

/** Every field a filter may name, `trait.NAME`, `event.NAME` and `event.NAME.PROPERTY` aside. */
export const filterFields = { ...dimensions, ...measures, ...identities };
export type FilterField = keyof typeof filterFields;

/** What an absent value is called in every answer. */
export const none = '(none)';

export const deviceClasses = ['desktop', 'tablet', 'mobile'] as const;
export type DeviceClass = (typeof deviceClasses)[number];

/** Device class by viewport width in CSS px: desktop from 1,024, tablet from 600, else mobile. */
export function deviceClass(viewportWidth: number): DeviceClass {
  if (viewportWidth >= 1024) return 'desktop';
  return viewportWidth >= 600 ? 'tablet' : 'mobile';
}
