import { createDecipheriv } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { FrameHead, frameCodec, frameNonceBytes, frameTagBytes } from '#contracts/stream-record.ts';

export interface TimedEvent {
  timestamp: number;
}

/** One beacon's rrweb events, by the page's clock; `offset` (ms) added to a time corrects it. */
export interface OpenedFrame {
  offset: number;
  events: TimedEvent[];
}

/** Opens a sealed frame: 12-byte nonce, ciphertext, 16-byte tag, bound to its label. */
export function openFrame(key: Buffer, label: string, sealed: Buffer): OpenedFrame {
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
  if (plain[0] !== frameCodec.rrweb) throw new Error(`Frame ${label} is packed with the unknown codec ${plain[0]}.`);
  const [head = '', ...lines] = gunzipSync(plain.subarray(1)).toString('utf8').split('\n');
  const { offset } = FrameHead.parse(JSON.parse(head));
  return { offset, events: lines.filter(Boolean).map((line) => JSON.parse(line) as TimedEvent) };
}
