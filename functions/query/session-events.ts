import * as z from 'zod/mini';
import type { SessionEvents } from '#contracts/answers.ts';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { SessionEvent } from '#contracts/session.ts';
import type { BoundCursor } from '../shared/http/cursor.ts';
import { type OpenedFrame, openFrames } from './open-frames.ts';
import type { BlockReader, RecordingReader } from './readers.ts';
import { sessionFrames } from './session-frames.ts';

/** Frames that are opened before it is known whether more are needed. */
const framesAtOnce = 24;

/** Where an event stands; a total order, so that a page ends at the same place while more frames arrive. */
const Position = z.object({ time: z.number(), document: z.string(), seq: z.int(), index: z.int() });
type Position = z.infer<typeof Position>;

interface PlacedEvent {
  position: Position;
  answer: SessionEvent;
}

interface EventsAsk {
  project: string;
  /** From the session's first event to its last, ms. */
  span: { from: number; to: number };
  session: string;
  limit: number;
  cursor: BoundCursor;
  now: number;
}

/** What happened in a session in order of time, from its frames; measurements (time, scroll, movement) are left out. */
export async function sessionEvents(
  readers: { recordings: RecordingReader; blocks: BlockReader },
  { project, session, span, limit, cursor, now }: EventsAsk,
): Promise<SessionEvents> {
  const after = cursor.read(Position);
  const { frames: all, key } = await sessionFrames(readers.recordings, { project, session, span, now });
  const frames = all.filter(({ correctedTo }) => !after || correctedTo >= after.time);

  const found: PlacedEvent[] = [];
  for (let at = 0; at < frames.length; at += framesAtOnce) {
    const opened = await openFrames(readers.blocks, frames.slice(at, at + framesAtOnce), { project, session, key });
    found.push(
      ...opened
        .flatMap((frame) => placedEvents(frame, span))
        .filter(({ position }) => !after || compare(position, after) > 0),
    );
    // What is not open yet begins no earlier than the next frame.
    const horizon = frames[at + framesAtOnce]?.correctedFrom ?? Number.POSITIVE_INFINITY;
    if (found.filter(({ position }) => position.time < horizon).length > limit) break;
  }
  const page = found.toSorted((a, b) => compare(a.position, b.position)).slice(0, limit);
  return {
    items: page.map(({ answer }) => answer),
    nextCursor: cursor.next(found.length > limit ? page.at(-1)?.position : null),
  };
}

/** Times of one document go by one clock, so they may be a little outside of the session; further out nothing is believed. */
const tolerance = 3_600_000;

function placedEvents({ frame, events }: OpenedFrame, { from, to }: EventsAsk['span']): PlacedEvent[] {
  const { document, seq, tab, clock } = frame;
  return events.flatMap((event, index) => {
    const told = event.at + clock;
    const clamped = told < from - tolerance || told > to + tolerance;
    const time = clamped ? Math.max(from, Math.min(to, told)) : told;
    return eventAnswer(event, time, tab).map((answer) => ({
      position: { time, document, seq, index },
      answer: clamped ? { ...answer, clamped: true as const } : answer,
    }));
  });
}

function compare(one: Position, other: Position): number {
  if (one.time !== other.time) return one.time - other.time;
  if (one.document !== other.document) return one.document < other.document ? -1 : 1;
  return one.seq - other.seq || one.index - other.index;
}

/** One event as the API tells it, or nothing for a measurement. */
export function eventAnswer(event: AnalyticsEvent, time: number, tab: string): SessionEvent[] {
  const base = { at: new Date(time).toISOString(), kind: event.kind, path: event.path, tab };
  switch (event.kind) {
    case 'pageview':
      return [{ ...base, ...(event.title ? { label: event.title } : {}) }];
    case 'click':
    case 'rage':
    case 'dead':
    case 'errorClick': {
      const { selector, label, x, y } = event;
      const message = event.kind === 'errorClick' ? event.message : undefined;
      return [{ ...base, selector, x, y, ...(label ? { label } : {}), ...(message ? { message } : {}) }];
    }
    case 'event':
      return [{ ...base, name: event.name, ...(event.properties ? { properties: event.properties } : {}) }];
    case 'identify':
      return [{ ...base, name: event.id, ...(event.traits ? { properties: event.traits } : {}) }];
    case 'error':
      return [{ ...base, message: event.message }];
    case 'console':
      return [{ ...base, level: event.level, message: event.text }];
    case 'request': {
      const { method, url, status, duration } = event;
      return [{ ...base, method, url, status, durationMs: duration }];
    }
    default:
      return [];
  }
}
