import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

// Marked as free of effects, so that ingest, whose answers are small or compressed by the CDN, carries none of it.
const brotli = /* @__PURE__ */ promisify(brotliCompress);
const deflate = /* @__PURE__ */ promisify(gzip);
/** Below this a compressed answer saves nothing. */
const worthBytes = 1_024;

/** The encoding to answer with: brotli before gzip, none where the client takes neither. */
export function chooseEncoding(accept: string | undefined): 'br' | 'gzip' | undefined {
  const taken = new Set(
    (accept ?? '')
      .split(',')
      .map((part) => part.trim().split(';'))
      .filter(([, quality]) => !/^\s*q=0(\.0*)?\s*$/.test(quality ?? ''))
      .map(([name]) => name?.trim().toLowerCase()),
  );
  return taken.has('br') ? 'br' : taken.has('gzip') ? 'gzip' : undefined;
}

/** Compresses a text body of over 1 KB; CloudFront leaves answers that it may not cache as they are. */
export async function compress(
  body: string,
  accept: string | undefined,
): Promise<{ body: string; isBase64Encoded: boolean; encoding?: 'br' | 'gzip' }> {
  const encoding =
    body.length * 3 < worthBytes || Buffer.byteLength(body) < worthBytes ? undefined : chooseEncoding(accept);
  if (!encoding) return { body, isBase64Encoded: false };
  const bytes =
    encoding === 'br'
      ? await brotli(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
      : await deflate(body, { level: 6 });
  return { body: bytes.toString('base64'), isBase64Encoded: true, encoding };
}
