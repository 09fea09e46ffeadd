import type { RecordingOps } from '../../../contracts/recording-format.ts';

// Single constants, not one object: a bundler puts each where it is used.
export const SNAPSHOT = 0 satisfies RecordingOps['snapshot'];
export const NODES = 1 satisfies RecordingOps['nodes'];
export const END = 2 satisfies RecordingOps['end'];
export const MUTATION = 3 satisfies RecordingOps['mutation'];
export const CSS = 4 satisfies RecordingOps['css'];
export const RULES = 5 satisfies RecordingOps['rules'];
export const SHEET = 6 satisfies RecordingOps['sheet'];
export const ADOPT = 7 satisfies RecordingOps['adopt'];
export const DECLARATION = 8 satisfies RecordingOps['declaration'];
export const MOVE = 9 satisfies RecordingOps['move'];
export const INTERACTION = 10 satisfies RecordingOps['interaction'];
export const SCROLL = 11 satisfies RecordingOps['scroll'];
export const RESIZE = 12 satisfies RecordingOps['resize'];
export const INPUT = 13 satisfies RecordingOps['input'];
export const MEDIA = 14 satisfies RecordingOps['media'];
export const SELECTION = 15 satisfies RecordingOps['selection'];
export const FONT = 16 satisfies RecordingOps['font'];
export const DEFINE = 17 satisfies RecordingOps['define'];
export const GAP = 18 satisfies RecordingOps['gap'];
export const KEPT_CSS = 19 satisfies RecordingOps['keptCss'];
