import type { RecordingManifest } from '#contracts/recording.ts';
import type { FrameReader } from '../../../lib/frames/frame-reader.ts';

/** Where a recording comes from. */
export interface RecordingSource {
  project: string;
  session: string;
  fetchManifest(around?: number): Promise<RecordingManifest>;
  reader: FrameReader;
}
