/** AWS Signature Version 4 of a POST to `/` without a query, which is all that the JSON services ask for. */
import { createHash, createHmac } from 'node:crypto';

export interface Credentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string | undefined;
}

export interface Unsigned {
  service: string;
  region: string;
  /** Lower-case names; `host` must be among them. */
  headers: Readonly<Record<string, string>>;
  body: string;
  credentials: Credentials;
  /** ms since the epoch. */
  at: number;
}

/** The headers to send: those given, the date, the session's token and the signature over all of them. */
export function signRequest({ service, region, headers, body, credentials, at }: Unsigned): Record<string, string> {
  const stamp = new Date(at).toISOString().replace(/[-:]|\.\d{3}/g, '');
  const signed: Record<string, string> = { ...headers, 'x-amz-date': stamp };
  if (credentials.sessionToken) signed['x-amz-security-token'] = credentials.sessionToken;

  const names = Object.keys(signed).sort();
  const canonicalHeaders = names.map((name) => `${name}:${signed[name]?.trim()}\n`).join('');
  const list = names.join(';');
  const canonical = `POST\n/\n\n${canonicalHeaders}\n${list}\n${sha256(body)}`;

  const day = stamp.slice(0, 8);
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${stamp}\n${scope}\n${sha256(canonical)}`;
  const signature = hmac(signingKey(credentials.secretAccessKey, day, region, service), text).toString('hex');
  signed.authorization = `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${list}, Signature=${signature}`;
  return signed;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: Uint8Array | string, text: string): Buffer => createHmac('sha256', key).update(text).digest();

let lastKey: { scope: string; key: Buffer }[] = [];
/** A key serves a service for a day, so the four steps to it are taken once. */
function signingKey(secret: string, day: string, region: string, service: string): Buffer {
  const scope = `${secret}\n${day}\n${region}\n${service}`;
  const known = lastKey.find((one) => one.scope === scope);
  if (known) return known.key;
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, day), region), service), 'aws4_request');
  lastKey = [{ scope, key }, ...lastKey].slice(0, 4);
  return key;
}
