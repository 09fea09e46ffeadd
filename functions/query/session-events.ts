import * as z from 'zod/mini';
import type { SessionEvents } from '#contracts/answers.ts';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { SessionEvent } from '#contracts/session.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import type { BoundCursor } from '../shared/http/cursor.ts';
import { openFrame } from '../shared/seal.ts';
import { type PlacedFrame, placedFrames } from './frames.ts';
import { type BlockReader, inOrder, isLive, type RecordingReader } from './readers.ts';

const width = 24;
const Position = z.object({ index: z.int() });

/** A frame's analytics event with its corrected time (ms) and tab. */
interface TimedEvent {
  event: AnalyticsEvent;
  time: number;
  tab: string;
}

interface EventsAsk {
  project: string;
  session: string;
  limit: number;
  cursor: BoundCursor;
  now: number;
}

/** What happened in a session in order of time, from its frames; measurements (time, scroll, movement) are left out. */
export async function sessionEvents(
  readers: { recordings: RecordingReader; blocks: BlockReader },
  { project, session, limit, cursor, now }: EventsAsk,
): Promise<SessionEvents> {
  const [blocks, key] = await Promise.all([
    readers.recordings.blocks(project, session),
    readers.recordings.key(project, session),
  ]);
  const secret = key && isLive(key, now) ? key.key : undefined;
  const frames = secret ? placedFrames(blocks.filter((block) => isLive(block, now))) : [];
  const opened = await inOrder(frames, width, async (frame) => {
    const bytes = await readers.blocks.range(frame.object, frame.first, frame.last);
    const label = frameLabel({ project, session, document: frame.document, seq: frame.seq });
    return timed(frame, openFrame(secret as Uint8Array, label, bytes).events as AnalyticsEvent[]);
  });
  const events = opened.flat().toSorted((a, b) => a.time - b.time);
  const answers = events.flatMap(({ event, time, tab }) => eventAnswer(event, time, tab));
  const start = cursor.read(Position)?.index ?? 0;
  const end = start + limit;
  return {
    items: answers.slice(start, end),
    nextCursor: cursor.next(answers.length > end ? { index: end } : null),
  };
}

const timed = (frame: PlacedFrame, events: readonly AnalyticsEvent[]): TimedEvent[] =>
  events.map((event) => ({ event, time: event.at + frame.clock, tab: frame.tab }));

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
