/** Who a visitor without a name is: the same for a day on one site, and afterwards nobody can tell who it was. */
import { createHmac } from 'node:crypto';
import { visitorPart } from '../shared/limits/viewer-address.ts';

export interface Unnamed {
  project: string;
  /** As the CDN tells it; undefined at stage `local`, where all have one. */
  address: string | undefined;
  userAgent: string;
}

/** UUIDv8 of project, address and user agent under the secret of the day. */
export function anonymousVisitor(dailySecret: string, { project, address, userAgent }: Unnamed): string {
  const part = address === undefined ? '' : visitorPart(address);
  return uuid(keyed(dailySecret, `visitor\n${project}\n${part}\n${userAgent}`), 8);
}

/** UUIDv7 of the visit that began at `beganAt`, ms. */
export function anonymousSession(dailySecret: string, visitor: string, beganAt: number): string {
  const bytes = keyed(dailySecret, `session\n${visitor}\n${beganAt}`);
  bytes.writeUIntBE(beganAt, 0, 6);
  return uuid(bytes, 7);
}

const keyed = (secret: string, text: string): Buffer => createHmac('sha256', secret).update(text).digest();

function uuid(bytes: Buffer, version: 7 | 8): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString('hex', 0, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
