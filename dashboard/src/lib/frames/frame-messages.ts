import type { eventWithTime } from '@rrweb/types';
import type { RangeRequest } from './range-plan.ts';
import type { OpenFrame } from './sealed-frame.ts';

/** To the worker: fetch this range and open what is in it. */
export interface ReadRequest {
  id: number;
  /** base64 */
  key: string;
  request: RangeRequest;
}

/** To the worker: decode frames that it opened, of one document and in order. */
export interface DecodeRequest extends DecodeOptions {
  id: number;
  labels: readonly string[];
}

export interface DecodeOptions {
  /** No frame will follow: what was begun and never ended is given as far as it came. */
  ended: boolean;
  /** Frames were left out that do not matter, as of a page's snapshot. @default false */
  sparse?: boolean;
}

export type ReadFrame = { label: string; frame: OpenFrame } | { label: string; reason: string };

/** Events of a frame; `damage` says why they are not all. */
export interface DecodedPart {
  label: string;
  events: eventWithTime[];
  damage?: string;
}

/** From the worker: every part, opened or with the reason why not; or why there are no bytes at all. */
export type ReadAnswer =
  | { id: number; frames: ReadFrame[] }
  | { id: number; decoded: DecodedPart[] }
  | { id: number; failure: { message: string; gone: boolean } };
