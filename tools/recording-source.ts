import { keptFilePath } from '#contracts/kept-file.ts';
import type { RecordingFrame, RecordingManifest } from '#contracts/recording.ts';
import type { ApiClient } from './api-client.ts';

export interface WholeRecording extends Pick<RecordingManifest, 'tabs' | 'key' | 'gaps'> {
  frames: RecordingFrame[];
  /** Address of an object, by its id. */
  urls: Map<string, string>;
  /** What opens the frames of an object, by its id, where `key` does not. */
  keys: Map<string, string>;
}

/** All frames of a recording, page after page of its manifest. */
export async function readManifest(api: ApiClient, id: string, sid: string): Promise<WholeRecording> {
  const params = { id, sid };
  const first = await api.call('recording', { params });
  const whole: WholeRecording = { ...first, frames: [], urls: new Map(), keys: new Map() };
  const seen = new Set<number>();
  for (let page = first; ; ) {
    whole.frames.push(...page.frames);
    for (const { id: object, url, key } of page.objects) {
      whole.urls.set(object, new URL(url, api.origin).href);
      if (key !== undefined) whole.keys.set(object, key);
    }
    if (page.after === null || seen.has(page.after)) return whole;
    seen.add(page.after);
    page = await api.call('recording', { params, query: { around: page.after } });
  }
}

/** The sealed bytes of a frame. */
export async function readFrame(urls: Map<string, string>, frame: RecordingFrame): Promise<Buffer> {
  const url = urls.get(frame.object);
  if (!url) throw new Error(`The manifest names no object ${frame.object}.`);
  const [first, last] = frame.range;
  const answer = await fetch(url, { headers: { range: `bytes=${first}-${last}` } });
  if (answer.status !== 206 && answer.status !== 200) {
    throw new Error(`${url} answered ${answer.status}: its block is gone or not yet readable.`);
  }
  const bytes = Buffer.from(await answer.arrayBuffer());
  return answer.status === 206 ? bytes : bytes.subarray(first, last + 1);
}

/** The text of a stylesheet that the project keeps by its content; `warn` is told why there is none. */
export async function readSheet(
  origin: string,
  project: string,
  hash: string,
  warn: (message: string) => void,
): Promise<string | undefined> {
  const path = keptFilePath(project, hash);
  const answer = await fetch(new URL(path, origin));
  if (answer.ok) return answer.text();
  warn(`${path} answered ${answer.status}: the page is without this stylesheet.`);
  return undefined;
}
