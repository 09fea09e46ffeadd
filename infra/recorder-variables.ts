import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Where the recorder that was built is, and the digest by which pages check it. */
export function recorderVariables(dist: string): {
  TRACKER_RECORDER_PATH: string;
  TRACKER_RECORDER_INTEGRITY: string;
} {
  const file = path.join(dist, 'tracker/manifest.json');
  const { recorder } = JSON.parse(readFileSync(file, 'utf8')) as { recorder: { path: string; integrity: string } };
  return { TRACKER_RECORDER_PATH: recorder.path, TRACKER_RECORDER_INTEGRITY: recorder.integrity };
}
