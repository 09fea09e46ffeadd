/** What the failure bucket holds of somebody: our own poison with its payload, and what Lambda itself gave up. */
import { gunzipSync } from 'node:zlib';
import { unpackRecord } from '../../shared/framing.ts';
import type { Wanted } from './archive-lines.ts';

interface Left {
  dropped: number;
  /** Undefined where nothing is left. */
  text: string | undefined;
}

/** What is left of an object after taking out the wanted records; the same text where there was none. */
export function withoutRecords(text: string, wanted: Wanted): Left {
  const object = fieldsOf(parsed(text));
  const { data, payload } = object;
  if (typeof data === 'string') {
    return isOf(data, wanted) ? { dropped: 1, text: undefined } : { dropped: 0, text };
  }
  // Lambda's own destination keeps the whole invocation, as text or as it was.
  const event = fieldsOf(typeof payload === 'string' ? parsed(payload) : payload);
  if (!Array.isArray(event.Records)) {
    // Not of ours, so there is no record in it to take out: it goes whole when it names somebody.
    const named = mentions(text, wanted) || (typeof payload === 'string' && mentions(payload, wanted));
    return named ? { dropped: 1, text: undefined } : { dropped: 0, text };
  }
  const records: unknown[] = event.Records;
  const kept = records.filter((record) => {
    const { data: own } = fieldsOf(fieldsOf(record).kinesis);
    return !(typeof own === 'string' ? isOf(own, wanted) : mentions(JSON.stringify(record), wanted));
  });
  const dropped = records.length - kept.length;
  if (dropped === 0) return { dropped, text };
  if (kept.length === 0) return { dropped, text: undefined };
  const left = { ...event, Records: kept };
  const rewritten = { ...object, payload: typeof payload === 'string' ? JSON.stringify(left) : left };
  return { dropped, text: JSON.stringify(rewritten) };
}

/** The value of JSON; undefined for what is none. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** Whether a record, in base64, is of somebody wanted; one that no longer opens is told by the ids in its text. */
function isOf(data: string, wanted: Wanted): boolean {
  const bytes = Buffer.from(data, 'base64');
  try {
    const { envelope, body } = unpackRecord(bytes);
    if (envelope.project !== wanted.project) return false;
    if (wanted.everything) return true;
    if (envelope.kind === 'erase') return wanted.sessions.has(envelope.session);
    if (envelope.kind === 'forget') return false;
    const { session, visitor } = envelope.header;
    if (wanted.sessions.has(session) || wanted.visitors.has(visitor)) return true;
    return wanted.users.size > 0 && mentions(plain(body), { ...wanted, sessions: none, visitors: none });
  } catch {
    // That it does not open is why it is there.
    return mentions(plain(bytes), wanted);
  }
}

const none: ReadonlySet<string> = new Set();

function mentions(text: string, { project, everything, sessions, visitors, users }: Wanted): boolean {
  if (everything) return text.includes(project);
  return [...sessions, ...visitors, ...users].some((id) => text.includes(id) || text.includes(JSON.stringify(id)));
}

/** Everything that can be read of bytes: as they are, and of every gzip member that begins in them as far as it goes. */
function plain(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  let text = buffer.toString('utf8');
  for (let at = buffer.indexOf(gzipMagic); at >= 0; at = buffer.indexOf(gzipMagic, at + 1)) {
    try {
      text += gunzipSync(buffer.subarray(at), { finishFlush: 2, maxOutputLength: 16_000_000 }).toString('utf8');
    } catch {
      // Two bytes that only look like a gzip member, or one that is broken: there is no text in it.
    }
  }
  return text;
}

const gzipMagic = Buffer.from([0x1f, 0x8b, 0x08]);
