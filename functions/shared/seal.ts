/** Seals one beacon's events as a frame: 12-byte nonce, ciphertext, 16-byte tag, bound to its label. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { FrameHead, frameCodec, frameNonceBytes, frameTagBytes, isFrameCodec } from '#contracts/stream-record.ts';

/** A sealed frame that does not open, or is not what a frame holds. */
export class SealError extends Error {
  override name = 'SealError' as const;
}

/** What one frame holds. A beacon is of one format: it has `rrweb` events or lines `recorded` as `afterglow-1`. */
export interface FrameContent {
  /** ms; added to page times gives corrected ones. */
  offset: number;
  events: readonly unknown[];
  rrweb: readonly unknown[];
  recorded?: readonly unknown[];
}

/** A new key for a recording or a snapshot: 32 random bytes. */
export const newFrameKey = (): Uint8Array => randomBytes(32);

/** Seals a frame under a 32-byte key; `label` (see `frameLabel`) is its additional data. */
export function sealFrame(key: Uint8Array, label: string, content: FrameContent): Uint8Array {
  const lines = [JSON.stringify({ offset: content.offset, events: content.events })];
  const { recorded = [] } = content;
  const own = recorded.length > 0;
  for (const event of own ? recorded : content.rrweb) lines.push(JSON.stringify(event));
  const nonce = randomBytes(frameNonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: frameTagBytes });
  cipher.setAAD(Buffer.from(label, 'ascii'));
  return Buffer.concat([
    nonce,
    cipher.update(Uint8Array.of(own ? frameCodec.afterglow1 : frameCodec.rrweb)),
    cipher.update(gzipSync(lines.join('\n'))),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

/** Opens a frame with the key and the label it was sealed with; throws SealError if one of them is another. */
export function openFrame(key: Uint8Array, label: string, sealed: Uint8Array): Required<FrameContent> {
  const plain = decrypt(key, label, sealed);
  const [codec] = plain;
  if (!isFrameCodec(codec)) throw new SealError(`${label} is packed with the unknown codec ${codec}`);
  const [head = '', ...lines] = gunzipSync(plain.subarray(1)).toString('utf8').split('\n');
  const { offset, events } = FrameHead.parse(JSON.parse(head));
  const values = lines.filter((line) => line !== '').map((line): unknown => JSON.parse(line));
  const own = codec === frameCodec.afterglow1;
  return { offset, events, rrweb: own ? [] : values, recorded: own ? values : [] };
}

/** Seals bytes of any kind under a 32-byte key, bound to a label. */
export function sealBytes(key: Uint8Array, label: string, plain: Uint8Array): Uint8Array {
  const nonce = randomBytes(frameNonceBytes);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: frameTagBytes });
  cipher.setAAD(Buffer.from(label, 'ascii'));
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** Opens what `sealBytes` sealed. */
export const openBytes = (key: Uint8Array, label: string, sealed: Uint8Array): Uint8Array =>
  decrypt(key, label, sealed);

function decrypt(key: Uint8Array, label: string, sealed: Uint8Array): Buffer {
  const end = sealed.byteLength - frameTagBytes;
  if (end <= frameNonceBytes) throw new SealError(`${label} is shorter than a frame can be`);
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, frameNonceBytes), {
    authTagLength: frameTagBytes,
  });
  decipher.setAAD(Buffer.from(label, 'ascii'));
  decipher.setAuthTag(sealed.subarray(end));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(frameNonceBytes, end)), decipher.final()]);
  } catch (cause) {
    throw new SealError(`${label} does not open: another key, another label, or damaged bytes`, { cause });
  }
}
