import { createHmac } from 'node:crypto';

/** Bucket of a new session: keyed, so that nobody outside can aim at a shard. 0 … count − 1. */
export function bucketOf(secret: string, project: string, session: string, count: number): number {
  const mac = createHmac('sha256', secret).update(`bucket\n${project}\n${session}`).digest();
  return mac.readUInt32BE(0) % count;
}
