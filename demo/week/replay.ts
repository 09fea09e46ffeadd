import { createHash } from 'node:crypto';
import type { AnalyticsEvent, BeaconHeader } from '#contracts/beacon.ts';
import { type RecordedEvent, withTimes } from '../fixture-file.ts';
import { uuidOf } from './personas.ts';
import type { Planned } from './schedule.ts';

/** A beacon ready to be sent. Times in ms since the epoch. */
export interface ReadyBeacon {
  sentAt: number;
  text: string;
}

/** The beacons of a planned session: the recorded ones with ids, times, arrival and place of its own. */
export function replay(planned: Planned): ReadyBeacon[] {
  const { name, persona, visit, startedAt, stretch } = planned;
  const header: Omit<BeaconHeader, 'tab' | 'document' | 'seq'> = {
    v: 1,
    format: 'rrweb',
    visitor: persona.visitor,
    session: sessionId(name, startedAt),
    secret: createHash('sha256').update(`afterglow demo secret ${name}`).digest('base64url').slice(0, 22),
  };
  const move = (ms: number) => Math.round(startedAt + ms * stretch);
  let arrived = false;
  return visit.beacons.map(({ tab, document, seq, sentAt, events }) => {
    const lines: unknown[] = [
      { ...header, tab: uuidOf(`tab ${name} ${tab}`), document: uuidOf(`document ${name} ${document}`), seq },
    ];
    for (const event of events) {
      const moved = withTimes(event, move);
      if (!isAnalytics(moved)) lines.push(moved);
      else {
        lines.push(personal(moved, planned, !arrived));
        arrived ||= moved.kind === 'pageview';
      }
    }
    return { sentAt: move(sentAt), text: lines.map((line) => JSON.stringify(line)).join('\n') };
  });
}

const isAnalytics = (event: RecordedEvent): event is AnalyticsEvent => 'kind' in event;

/** The event as this visitor would have sent it. */
function personal(event: AnalyticsEvent, { persona, arrival, stretch }: Planned, first: boolean): AnalyticsEvent {
  switch (event.kind) {
    case 'pageview': {
      const { language, timeZone } = persona.place;
      const { referrer: _, utm: __, clickId: ___, ...kept } = event;
      return { ...(first ? { ...kept, ...arrival.facts } : event), language, timeZone };
    }
    case 'identify':
      return { ...event, id: persona.customer };
    case 'time':
      return { ...event, visible: Math.round(event.visible * stretch), active: Math.round(event.active * stretch) };
    case 'attention':
      return { ...event, rows: event.rows.map(([row, ms]) => [row, Math.round(ms * stretch)]) };
    default:
      return event;
  }
}

/** UUIDv7 of the session's start. */
function sessionId(name: string, startedAt: number): string {
  const time = startedAt.toString(16).padStart(12, '0');
  const rest = uuidOf(`session ${name}`);
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(15)}`;
}
