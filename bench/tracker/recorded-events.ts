/** What a gated recorder sent, as the events that @rrweb/replay plays. */
import { gunzipSync } from 'node:zlib';
import { createDecoder } from '../../contracts/recording-decoder.ts';

interface Line {
  type?: number;
  timestamp?: number;
  v?: number;
  format?: string;
  seq?: number;
}

/** Events in order of time, of beacons of ours in either format, or of rrweb's own lines. */
export function recordedEvents(bodies: readonly Buffer[]): unknown[] {
  const beacons = bodies.map((body) => {
    const plain = body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body;
    return plain
      .toString('utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Line | unknown[]);
  });
  const ours = beacons.filter(([header]) => header && !Array.isArray(header) && header.v === 1);
  if (ours.length === 0) return beacons.flat();
  const inOrder = ours.toSorted(([one], [other]) => ((one as Line).seq ?? 0) - ((other as Line).seq ?? 0));
  const decoder = createDecoder();
  return inOrder.flatMap(([, ...lines]) =>
    lines.flatMap((line) => {
      if (Array.isArray(line)) return decoder.decode(line);
      return typeof line.type === 'number' ? [line] : [];
    }),
  );
}
