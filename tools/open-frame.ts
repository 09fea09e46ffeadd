import { createDecipheriv } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { FrameHead, frameCodec, frameNonceBytes, frameTagBytes, isFrameCodec } from '#contracts/stream-record.ts';

export interface TimedEvent {
  timestamp: number;
}

/** One beacon's rrweb events, by the page's clock; `offset` (ms) added to a time corrects it. */
export interface OpenedFrame {
  offset: number;
  events: TimedEvent[];
}

/** A frame as it was sealed: with rrweb's events, or with lines of `afterglow-1` that have to be decoded in order. */
export interface SealedContent extends OpenedFrame {
  lines?: unknown[];
}

/** Opens a sealed frame: 12-byte nonce, ciphertext, 16-byte tag, bound to its label. */
export function openFrame(key: Buffer, label: string, sealed: Buffer): SealedContent {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, frameNonceBytes), {
    authTagLength: frameTagBytes,
  });
  decipher.setAAD(Buffer.from(label));
  decipher.setAuthTag(sealed.subarray(-frameTagBytes));
  let plain: Buffer;
  try {
    const body = sealed.subarray(frameNonceBytes, -frameTagBytes);
    plain = Buffer.concat([decipher.update(body), decipher.final()]);
  } catch (cause) {
    throw new Error(`Frame ${label} does not open with the key of this recording.`, { cause });
  }
  const [codec] = plain;
  if (!isFrameCodec(codec)) throw new Error(`Frame ${label} is packed with the unknown codec ${codec}.`);
  const [head = '', ...lines] = gunzipSync(plain.subarray(1)).toString('utf8').split('\n');
  const { offset } = FrameHead.parse(JSON.parse(head));
  const values = lines.filter(Boolean).map((line): unknown => JSON.parse(line));
  return codec === frameCodec.afterglow1
    ? { offset, events: [], lines: values }
    : { offset, events: values as TimedEvent[] };
}
