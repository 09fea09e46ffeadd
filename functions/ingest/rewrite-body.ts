import { gzipSync } from 'node:zlib';
import { inflate } from '../shared/body.ts';

/** A body that was read before, with only the lines that are kept, after another header where one is given; gzip. */
export function rewriteBody(body: Uint8Array, keep: (line: unknown) => boolean, header?: object): Uint8Array {
  const [first = '', ...lines] = Buffer.from(inflate(body))
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  const kept = lines.filter((line) => keep(JSON.parse(line)));
  return gzipSync([header ? JSON.stringify(header) : first, ...kept].join('\n'));
}
