import type { AnalyticsEvent } from '#contracts/beacon.ts';
import { type BeaconEnvelope, type Client, type FrameHeader, nameCaps } from '#contracts/stream-record.ts';
import type { Beacon } from '../shared/body.ts';
import { foldPath } from '../shared/fold-path.ts';
import type { ProjectItem } from '../shared/project-items.ts';
import { hourStart } from '../shared/zone.ts';

const day = 86_400_000;
/** All zones' hours begin on a quarter of UTC's, but for a change of the clock, which does too. */
const quarter = 900_000;

/** A beacon that was let in, and what was known when it was. Times in ms since the epoch. */
export interface Arrival {
  beacon: Pick<Beacon, 'events' | 'rrweb'>;
  /** Whose it is. */
  header: FrameHeader;
  project: Pick<ProjectItem, 'id' | 'timeZone' | 'settings'>;
  bucket: number;
  receivedAt: number;
  /** By the page's clock. */
  sentAt: number;
  client: Client;
  /** Keyed name of a visitor or user; see `subjectOf`. */
  subject: (kind: 'visitor' | 'user', id: string) => string;
}

/** Users that one beacon may identify; a tracker sends one. */
const maxUsers = 20;

/** The envelope: everything that could change between two tries of a consumer, resolved once. */
export function acceptBeacon({
  beacon,
  header,
  project,
  bucket,
  receivedAt,
  sentAt,
  client,
  subject,
}: Arrival): BeaconEnvelope {
  const { settings, timeZone } = project;
  const offset = Math.round(receivedAt - sentAt);
  return {
    kind: 'beacon',
    project: project.id,
    bucket,
    receivedAt,
    offset,
    hours: hoursOf(beacon, receivedAt, offset, timeZone),
    paths: foldedPaths(beacon.events, settings.paths),
    header,
    settings: {
      timeZone,
      fold: settings.paths.fold,
      keepParams: settings.paths.keepParams,
      recordingDays: settings.recording.retentionDays,
      eventDays: settings.eventDays,
      caps: nameCaps(settings.limits),
    },
    client,
    subjects: subjectsOf(header, beacon.events, subject),
  };
}

function subjectsOf(
  { visitor }: FrameHeader,
  events: readonly AnalyticsEvent[],
  subject: Arrival['subject'],
): string[] {
  const subjects = [subject('visitor', visitor)];
  // Most beacons identify nobody.
  if (!events.some(({ kind }) => kind === 'identify')) return subjects;
  const users = new Set<string>();
  for (const event of events) if (event.kind === 'identify') users.add(event.id);
  return [...subjects, ...[...users].slice(0, maxUsers).map((id) => subject('user', id))];
}

/** The same envelope without the rules that its folded paths come from, for when they take too much room. */
export const withoutRules = (envelope: BeaconEnvelope): BeaconEnvelope => ({
  ...envelope,
  settings: { ...envelope.settings, fold: [], keepParams: [] },
});

/** Starts of the project's hours into which corrected times fall, ascending; that of receipt is always among them. */
function hoursOf({ events, rrweb }: Arrival['beacon'], receivedAt: number, offset: number, zone: string): number[] {
  const quarterOf = (at: number) => {
    const corrected = Math.min(receivedAt + day, Math.max(receivedAt - day, at + offset));
    return Math.floor(Math.round(corrected) / quarter) * quarter;
  };
  const received = quarterOf(receivedAt - offset);
  // Most beacons lie in the quarter of their receipt, and well within it, where nothing has to be rounded.
  const [first, last] = [received + 1 - offset, received + quarter - 1 - offset];
  let others: Set<number> | undefined;
  const add = (at: number) => {
    if (at > first && at < last) return;
    const start = quarterOf(at);
    if (start === received) return;
    others ??= new Set([received]);
    others.add(start);
  };
  for (const event of events) {
    add(event.at);
    if ('view' in event) add(event.view);
  }
  for (const { timestamp } of rrweb) add(timestamp);
  if (!others) return [hourStart(received, zone)];
  return [...new Set([...others].map((start) => hourStart(start, zone)))].toSorted((a, b) => a - b);
}

function foldedPaths(events: readonly AnalyticsEvent[], rules: ProjectItem['settings']['paths']) {
  const paths = new Set<string>();
  for (const { path } of events) if (rules.fold.length > 0 || !isPlain(path)) paths.add(path);
  if (paths.size === 0) return {};
  // A folded path that is cut to its longest may end in half a character.
  const folded = [...paths].map((path) => [path, foldPath(path, rules).toWellFormed()] as const);
  const changed = folded.filter(([from, to]) => from !== to);
  return Object.fromEntries(changed);
}

/** Without rules, a pathname alone stays what it is. */
const isPlain = (path: string): boolean => path.startsWith('/') && !path.includes('?');
