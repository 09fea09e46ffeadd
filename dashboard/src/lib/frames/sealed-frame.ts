import type { eventWithTime } from '@rrweb/types';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { RecordingLine } from '#contracts/recording-format.ts';
import { FrameHead, frameCodec, frameNonceBytes, frameTagBytes, isFrameCodec } from '#contracts/stream-record.ts';

/** A sealed frame that cannot be shown; `label` says which, `reason` why. */
export class FrameError extends Error {
  override name = 'FrameError' as const;
  readonly label: string;
  constructor(label: string, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.label = label;
  }
}

/** What one beacon sent. Times are the page's own; `offset` (ms) added to them gives corrected ones. */
export interface OpenFrame {
  offset: number;
  analytics: AnalyticsEvent[];
  /** None yet where they are `encoded`. */
  events: eventWithTime[];
  /** What was recorded came as `afterglow-1`, and has to be decoded in order. */
  encoded?: boolean;
  /** The earliest time in it; absent where there is none. */
  from?: number;
}

/** An opened frame, and what has to be decoded of it. */
export interface OpenedFrame {
  frame: OpenFrame;
  lines?: readonly unknown[];
}

/** Imports the base64 key of a recording or a snapshot. */
export async function importFrameKey(base64: string): Promise<CryptoKey> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['decrypt']);
}

/** Opens, inflates and parses one frame: 12-byte nonce, ciphertext, 16-byte tag, bound to its label. */
export async function openFrame(key: CryptoKey, label: string, sealed: Uint8Array<ArrayBuffer>): Promise<OpenedFrame> {
  const plain = await decrypt(key, label, sealed);
  const text = new TextDecoder().decode(await inflate(label, plain));
  const end = text.indexOf('\n');
  try {
    const head = FrameHead.parse(JSON.parse(end < 0 ? text : text.slice(0, end)));
    const { offset } = head;
    const analytics = head.events.filter(isAnalytics);
    const rows =
      end < 0
        ? []
        : text
            .slice(end + 1)
            .split('\n')
            .filter(Boolean);
    if (plain[0] === frameCodec.afterglow1) {
      const lines = rows.map(parseLine);
      const from = least([...analytics.map(({ at }) => at), ...lines.map(([, at]) => at)]);
      return { frame: { offset, analytics, events: [], encoded: true, ...from }, lines };
    }
    const events = rows.map(parseEvent);
    const from = least([...analytics.map(({ at }) => at), ...events.map(({ timestamp }) => timestamp)]);
    return { frame: { offset, analytics, events, ...from } };
  } catch (cause) {
    throw new FrameError(label, 'its content is not the JSON lines a frame holds', { cause });
  }
}

async function decrypt(
  key: CryptoKey,
  label: string,
  sealed: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer>> {
  if (sealed.byteLength <= frameNonceBytes + frameTagBytes)
    throw new FrameError(label, 'it is shorter than a frame can be');
  try {
    const plain = await crypto.subtle.decrypt(
      {
        name: 'AES-GCM',
        iv: sealed.subarray(0, frameNonceBytes),
        additionalData: new TextEncoder().encode(label),
        tagLength: frameTagBytes * 8,
      },
      key,
      sealed.subarray(frameNonceBytes),
    );
    return new Uint8Array(plain);
  } catch (cause) {
    throw new FrameError(label, 'its bytes do not open with the key of this recording', { cause });
  }
}

async function inflate(label: string, plain: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  if (!isFrameCodec(plain[0])) throw new FrameError(label, `it is packed with the unknown codec ${plain[0]}`);
  try {
    const packed = new Response(plain.subarray(1)).body ?? new ReadableStream();
    return await new Response(packed.pipeThrough(new DecompressionStream('gzip'))).arrayBuffer();
  } catch (cause) {
    throw new FrameError(label, 'its gzip data is damaged', { cause });
  }
}

function isAnalytics(event: unknown): event is AnalyticsEvent {
  return (
    typeof event === 'object' && event !== null && 'kind' in event && 'at' in event && typeof event.at === 'number'
  );
}

function parseEvent(line: string): eventWithTime {
  const event: unknown = JSON.parse(line);
  if (typeof event !== 'object' || event === null || !('type' in event) || !('timestamp' in event)) {
    throw new TypeError('a line is no rrweb event');
  }
  // Ingest checked type and timestamp; what `data` holds is between the recorder and the player.
  return event as eventWithTime;
}

function parseLine(text: string): RecordingLine {
  const line: unknown = JSON.parse(text);
  if (!Array.isArray(line) || typeof line[1] !== 'number') throw new TypeError('a line is no line of afterglow-1');
  // The rest of it is the decoder's to check.
  return line as RecordingLine;
}

/** Of none, nothing. */
const least = (times: number[]): { from?: number } =>
  times.length > 0 ? { from: times.reduce((lowest, time) => Math.min(lowest, time)) } : {};
