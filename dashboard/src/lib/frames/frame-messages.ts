import type { RangeRequest } from './range-plan.ts';
import type { OpenFrame } from './sealed-frame.ts';

/** To the worker: fetch this range and open what is in it. */
export interface ReadRequest {
  id: number;
  /** base64 */
  key: string;
  request: RangeRequest;
}

export type ReadFrame = { label: string; frame: OpenFrame } | { label: string; reason: string };

/** From the worker: every part, opened or with the reason why not; or why there are no bytes at all. */
export type ReadAnswer =
  | { id: number; frames: ReadFrame[] }
  | { id: number; failure: { message: string; gone: boolean } };
