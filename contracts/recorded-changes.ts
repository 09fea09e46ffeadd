/** Lines of `afterglow-1` whose meaning is in themselves, as `data` of rrweb's incremental events. */
import { recordingOp } from './recording-format.ts';
import { type Attributes, count, fail, list, number, place, text } from './recording-values.ts';

/** rrweb's sources of incremental events. */
export const source = {
  mutation: 0,
  interaction: 2,
  scroll: 3,
  resize: 4,
  input: 5,
  media: 7,
  rules: 8,
  font: 10,
  declaration: 13,
  selection: 14,
  adopt: 15,
  define: 16,
} as const;

/** What a line says; undefined for an op of a later version: what it says is lost, what others say is not. */
export function changeOf(
  op: number,
  line: unknown[],
  idOf: (value: unknown) => number,
): Record<string, unknown> | undefined {
  const [, , first, second, third, ...rest] = line;
  switch (op) {
    case recordingOp.rules: {
      const pairs = list(second);
      const adds: object[] = [];
      for (let at = 0; at < pairs.length; at += 2) adds.push({ index: place(pairs[at]), rule: text(pairs[at + 1]) });
      const removes = list(third).map((index) => ({ index: place(index) }));
      return { source: source.rules, id: idOf(first), adds, removes };
    }
    case recordingOp.declaration: {
      const [value, priority] = rest;
      const property = text(third);
      const index = list(second).map(count);
      const change =
        value === null
          ? { remove: { property } }
          : { set: { property, value: text(value), priority: text(priority ?? '') } };
      return { source: source.declaration, id: idOf(first), index, ...change };
    }
    case recordingOp.move: {
      const from = count(first);
      if (from !== 1 && from !== 6 && from !== 12) return fail('movement of an unknown kind');
      let x = 0;
      let y = 0;
      const steps = line.slice(3);
      const positions: object[] = [];
      for (let at = 0; at < steps.length; at += 4) {
        x += number(steps[at]);
        y += number(steps[at + 1]);
        positions.push({ x, y, id: idOf(steps[at + 2]), timeOffset: Math.min(0, number(steps[at + 3])) });
      }
      return { source: from, positions };
    }
    case recordingOp.interaction: {
      const [y, pointerType] = rest;
      const pointer = pointerType === undefined ? {} : { pointerType: count(pointerType) };
      const where = third === undefined ? {} : { x: number(third), y: number(y) };
      return { source: source.interaction, type: count(first), id: idOf(second), ...where, ...pointer };
    }
    case recordingOp.scroll:
      return { source: source.scroll, id: idOf(first), x: number(second), y: number(third) };
    case recordingOp.resize:
      return { source: source.resize, width: number(first), height: number(second) };
    case recordingOp.input:
      return { source: source.input, id: idOf(first), text: text(second), isChecked: !!third };
    case recordingOp.media: {
      const [volume, muted, loop, playbackRate] = rest;
      return {
        source: source.media,
        type: count(first),
        id: idOf(second),
        currentTime: number(third),
        volume: number(volume),
        muted: !!muted,
        loop: !!loop,
        playbackRate: number(playbackRate),
      };
    }
    case recordingOp.font: {
      const [descriptors = {}] = rest;
      if (typeof descriptors !== 'object' || descriptors === null) return fail('a font has no descriptors');
      return { source: source.font, family: text(first), fontSource: text(second), buffer: !!third, descriptors };
    }
    case recordingOp.define:
      return { source: source.define, define: { name: text(first) } };
    default:
      return undefined;
  }
}

export interface SelectedRange {
  start: number;
  startOffset: number;
  end: number;
  endOffset: number;
}

/** What a line says is selected. */
export function selectedRanges([, , ...ends]: unknown[], idOf: (value: unknown) => number): SelectedRange[] {
  const ranges: SelectedRange[] = [];
  for (let at = 0; at < ends.length; at += 4) {
    ranges.push({
      start: idOf(ends[at]),
      startOffset: count(ends[at + 1]),
      end: idOf(ends[at + 2]),
      endOffset: count(ends[at + 3]),
    });
  }
  return ranges;
}

/** An element that is told as playing, as the event that has it play. */
export const playOf = (id: number, attributes: Attributes): Record<string, unknown> => ({
  source: source.media,
  type: 0,
  id,
  currentTime: Number(attributes.rr_mediaCurrentTime) || 0,
  volume: Number(attributes.rr_mediaVolume ?? 1),
  muted: !!attributes.rr_mediaMuted,
  loop: !!attributes.rr_mediaLoop,
  playbackRate: Number(attributes.rr_mediaPlaybackRate) || 1,
});
