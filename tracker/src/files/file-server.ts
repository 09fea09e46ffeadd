import { stringify } from '../core/natives.ts';
import { request } from '../core/request.ts';

/** The hash under which the server keeps bytes: SHA-256, hex. */
export async function hashOf(bytes: BufferSource): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Where the files of a project are kept. */
export interface FileServer {
  /** Those of the hashes that the server does not have; undefined when it does not say. */
  missing(hashes: readonly string[]): Promise<Set<string> | undefined>;
  /** Sends a file; the status of the answer, 201 where it is kept, 400 where it is not one that may be, 0 without any. */
  send(hash: string, bytes: BufferSource): Promise<number>;
}

export const fileServer = (api: string, key: string | undefined): FileServer => ({
  async missing(hashes) {
    const [status, answer] = await request(`${api}/i/files?k=${key}`, {
      method: 'POST',
      body: new TextEncoder().encode(stringify({ files: hashes })),
    });
    return status === 200 ? new Set(answer?.missing as string[]) : undefined;
  },
  async send(hash, body) {
    const [status] = await request(`${api}/i/file?k=${key}&h=${hash}`, { method: 'POST', body });
    return status;
  },
});
