import type { eventWithTime } from '@rrweb/types';
import type { AnalyticsEvent } from '#contracts/beacon.ts';
import type { RecordingFrame, RecordingManifest } from '#contracts/recording.ts';
import type { RangeRequest } from '../../../lib/frames/range-plan.ts';
import { type FrameResult, placeKey } from './assemble.ts';
import type { TimelineEvent } from './timeline-event.ts';

export type Gap = RecordingManifest['gaps'][number];

/** What could not be shown: a range that may be asked for again, or a frame that will never open. */
export type Problem =
  | { kind: 'range'; message: string; gone: boolean; frames: number }
  | { kind: 'frame'; label: string; message: string }
  | { kind: 'page'; message: string };

export interface RecordingState {
  /** `failed` when the manifest itself could not be had; `error` is what `fetchManifest` threw. */
  status: 'loading' | 'ready' | 'failed';
  error: unknown;
  startedAt: number;
  endedAt: number | null;
  /** ms */
  duration: number;
  tabs: RecordingManifest['tabs'];
  streams: ReadonlyMap<string, eventWithTime[]>;
  timeline: readonly TimelineEvent<AnalyticsEvent>[];
  /** How many events of each tab are left out, because they are none or of no time that there is. */
  strays: ReadonlyMap<string, number>;
  gaps: readonly Gap[];
  problems: readonly Problem[];
  /** Frames known, and of them settled. */
  frames: number;
  settled: number;
}

export const initialState: RecordingState = {
  status: 'loading',
  error: undefined,
  startedAt: 0,
  endedAt: null,
  duration: 0,
  tabs: [],
  streams: new Map(),
  timeline: [],
  strays: new Map(),
  gaps: [],
  problems: [],
  frames: 0,
  settled: 0,
};

export interface FailedRange {
  request: RangeRequest;
  message: string;
  gone: boolean;
}

/** `document/seq` of `project/session/document/seq`. */
export const keyOfLabel = (label: string): string => label.split('/').slice(2).join('/');

/** `document` of `document/seq`. */
export const documentOf = (key: string): string => key.split('/')[0] ?? '';

/** Everything that keeps a part of the recording from being shown, each named once. */
export function problemsOf(
  lost: readonly RecordingFrame[],
  results: ReadonlyMap<string, FrameResult>,
  failed: readonly FailedRange[],
  pageMessage: string | undefined,
): Problem[] {
  const problems: Problem[] = failed.map(({ request, message, gone }) => {
    return { kind: 'range', message, gone, frames: request.parts.length };
  });
  const unread = new Set(failed.flatMap(({ request }) => request.parts.map((part) => keyOfLabel(part.label))));
  for (const frame of lost) {
    const key = placeKey(frame);
    const result = results.get(key);
    if (result && 'reason' in result && !unread.has(key)) {
      problems.push({ kind: 'frame', label: key, message: result.reason });
    }
  }
  for (const [label, result] of results) {
    if ('damage' in result && result.damage) problems.push({ kind: 'frame', label, message: result.damage });
  }
  if (pageMessage !== undefined) problems.push({ kind: 'page', message: pageMessage });
  return problems;
}
