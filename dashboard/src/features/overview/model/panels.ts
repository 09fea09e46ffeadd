import type { Dimension } from '#contracts/fields.ts';

export interface PanelTab {
  by: Dimension;
  label: string;
}

export interface Panel {
  title: string;
  tabs: readonly [PanelTab, ...PanelTab[]];
  /** What `count` of the breakdown counts, by the tab's dimension. */
  unit: (by: Dimension) => string;
  /** What will be here. */
  empty: string;
}

const pageviews = () => 'pageviews';

/** The cards of the overview, in order. */
export const panels: readonly Panel[] = [
  {
    title: 'Pages',
    tabs: [
      { by: 'path', label: 'Top' },
      { by: 'entryPath', label: 'Entry' },
      { by: 'exitPath', label: 'Exit' },
    ],
    unit: (by) => (by === 'path' ? 'pageviews' : 'sessions'),
    empty: 'Pages that were seen in this range.',
  },
  {
    title: 'Sources',
    tabs: [
      { by: 'channel', label: 'Channel' },
      { by: 'referrer', label: 'Referrer' },
      { by: 'utmSource', label: 'Source' },
      { by: 'utmMedium', label: 'Medium' },
      { by: 'utmCampaign', label: 'Campaign' },
    ],
    unit: pageviews,
    empty: 'Where visits come from.',
  },
  {
    title: 'Locations',
    tabs: [
      { by: 'country', label: 'Country' },
      { by: 'region', label: 'Region' },
      { by: 'city', label: 'City' },
    ],
    unit: pageviews,
    empty: 'Where in the world visitors are.',
  },
  {
    title: 'Devices',
    tabs: [
      { by: 'device', label: 'Device' },
      { by: 'browser', label: 'Browser' },
      { by: 'os', label: 'System' },
      { by: 'screen', label: 'Screen' },
      { by: 'language', label: 'Language' },
    ],
    unit: pageviews,
    empty: 'What visitors use.',
  },
  {
    title: 'Events',
    tabs: [{ by: 'event', label: 'Custom events' }],
    unit: () => 'times',
    empty: "Events that your pages send with afterglow('track', 'Name').",
  },
];
