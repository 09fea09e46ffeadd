import { readFileSync } from 'node:fs';
import path from 'node:path';

interface Built {
  path: string;
  integrity: string;
}

/** Where the files that recorded pages load are, and the digests by which pages check them. */
export function recorderVariables(dist: string): {
  TRACKER_RECORDER_PATH: string;
  TRACKER_RECORDER_INTEGRITY: string;
  TRACKER_FILES_PATH: string;
  TRACKER_FILES_INTEGRITY: string;
} {
  const file = path.join(dist, 'tracker/manifest.json');
  const { recorder, files } = JSON.parse(readFileSync(file, 'utf8')) as Record<'recorder' | 'files', Built>;
  return {
    TRACKER_RECORDER_PATH: recorder.path,
    TRACKER_RECORDER_INTEGRITY: recorder.integrity,
    TRACKER_FILES_PATH: files.path,
    TRACKER_FILES_INTEGRITY: files.integrity,
  };
}
