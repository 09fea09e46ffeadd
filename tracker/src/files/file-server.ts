import { request } from '../core/request.ts';

/** As the server has it. */
const mostAsked = 30;

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
    // In order, and by the address alone: what another visitor asked a moment ago, a cache then answers.
    const sorted = [...new Set(hashes)].sort();
    const parts: string[][] = [];
    while (sorted[0]) parts.push(sorted.splice(0, mostAsked));
    const answers = await Promise.all(parts.map((part) => request(`${api}/i/files?k=${key}&f=${part.join()}`)));
    const lists = answers.map(([status, answer]) => (status === 200 ? (answer?.missing as string[]) : undefined));
    // One that was cut off as the page was left is a 200 too, and has no list: it does not say that nothing is missing.
    return lists.every(Boolean) ? new Set(lists.flat() as string[]) : undefined;
  },
  async send(hash, body) {
    const [status] = await request(`${api}/i/file?k=${key}&h=${hash}`, { method: 'POST', body });
    return status;
  },
});
