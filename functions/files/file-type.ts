import { keptFileLimits } from '#contracts/kept-file.ts';
import { scrubCss } from '../shared/scrub-css.ts';

/** Content types that are kept; each is shown in a page and runs nothing there, or is no part of a page at all. */
type FileType = `image/${string}` | `font/${string}` | typeof sheetType;

/** A stylesheet is kept as text, which no browser takes for one: who shows it cleans it first. */
export const sheetType = 'text/plain; charset=utf-8';

interface Signature {
  type: FileType;
  /** Offset → bytes as Latin-1. */
  marks: readonly (readonly [at: number, bytes: string])[];
}

/** First bytes by the WHATWG's MIME Sniffing standard, AVIF by ISO BMFF's brands. */
const signatures: readonly Signature[] = [
  { type: 'image/png', marks: [[0, '\x89PNG\r\n\x1a\n']] },
  { type: 'image/jpeg', marks: [[0, '\xff\xd8\xff']] },
  { type: 'image/gif', marks: [[0, 'GIF87a']] },
  { type: 'image/gif', marks: [[0, 'GIF89a']] },
  {
    type: 'image/webp',
    marks: [
      [0, 'RIFF'],
      [8, 'WEBPVP'],
    ],
  },
  { type: 'image/avif', marks: [[4, 'ftypavif']] },
  { type: 'image/avif', marks: [[4, 'ftypavis']] },
  { type: 'image/x-icon', marks: [[0, '\x00\x00\x01\x00']] },
  { type: 'image/bmp', marks: [[0, 'BM']] },
  { type: 'font/woff2', marks: [[0, 'wOF2']] },
  { type: 'font/woff', marks: [[0, 'wOFF']] },
  { type: 'font/ttf', marks: [[0, '\x00\x01\x00\x00']] },
  { type: 'font/otf', marks: [[0, 'OTTO']] },
  { type: 'font/collection', marks: [[0, 'ttcf']] },
];

const svg =
  /^\uFEFF?\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*(?:<!DOCTYPE\s+svg[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<svg[\s>]/i;

/** What a file is, by its bytes alone; undefined when it is nothing that is kept. */
export function fileType(bytes: Uint8Array): FileType | undefined {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1_024));
  const latin = head.toString('latin1');
  const known = signatures.find(({ marks }) => marks.every(([at, mark]) => latin.startsWith(mark, at)));
  if (known) return known.type;
  if (svg.test(head.toString('utf8'))) return 'image/svg+xml';
  return isSheet(bytes) ? sheetType : undefined;
}

/** Whether bytes are rules of a stylesheet as a recorder tells them: text, no markup, and without what is scrubbed of a recording. */
function isSheet(bytes: Uint8Array): boolean {
  if (bytes.byteLength > keptFileLimits.sheetBytes) return false;
  const text = textOf(bytes);
  // A rule opens with a brace; nothing of a sheet begins as a tag does.
  return text !== undefined && !text.includes('\0') && /^\s*[^<\s][^{]*\{/.test(text) && scrubCss(text) === text;
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // Not UTF-8.
    return undefined;
  }
}
