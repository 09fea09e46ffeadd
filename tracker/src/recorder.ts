import type { Inner } from './inner.ts';
import { startRecorder } from './recorder/start-recorder.ts';

const { afterglow } = window as unknown as { afterglow?: { _?: Inner } };
if (afterglow?._) startRecorder(afterglow._);
