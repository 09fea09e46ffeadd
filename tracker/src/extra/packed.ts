import type { Packed, Part } from '../inner.ts';
import { compressed, stored } from './gzip-member.ts';

/** A line as bytes. */
export const encode = (text: string) => new TextEncoder().encode(`${text}\n`) as Uint8Array<ArrayBuffer>;

export const isText = (part: Part | undefined): part is string => typeof part === 'string';

/** Lines on their way to a gzip member. */
export function pack(lines: string[]): Packed {
  const bytes = encode(lines.join('\n'));
  const part: Packed = {
    packed: bytes,
    raw: bytes.length,
    gzip: false,
    settling: compressed(bytes).then(
      (member) => {
        part.packed = new Uint8Array(member);
        part.gzip = true;
      },
      // A browser without compression: it goes as it is.
      () => {},
    ),
  };
  return part;
}

/** Bytes that the parts would take as they are now, to a few. */
export function sizeOf(parts: readonly Part[]): number {
  return parts.reduce((sum, part) => sum + 30 + (isText(part) ? part : part.packed).length, 0);
}

/** Makes the parts, but for the header, the body that they are now, in gzip members: what is not compressed yet is stored. */
export function bytesOf(parts: Part[]): Uint8Array<ArrayBuffer> {
  const pieces: Uint8Array[] = [];
  for (const part of parts) {
    if (isText(part)) stored(encode(part), pieces);
    else if (part.gzip) pieces.push(part.packed);
    else stored(part.packed, pieces);
  }
  parts.length = 1;
  const body = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}
