/** Content types that are kept; each is shown in a page and runs nothing there. */
type FileType = `image/${string}` | `font/${string}`;

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
  return svg.test(head.toString('utf8')) ? 'image/svg+xml' : undefined;
}
