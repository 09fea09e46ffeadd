import type { Inner } from './inner.ts';
import { startRecorder } from './recorder/start-recorder.ts';

const { afterglow } = window as unknown as { afterglow?: { _?: Inner } };
const inner = afterglow?._;
if (inner) {
  startRecorder(inner);
  // Since this file was asked for, the visitor may have refused.
  inner.replay?.(!!inner.recordsNow);
}
