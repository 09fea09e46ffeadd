import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { cacheControlOf, isServed } from '../infra/site-files.ts';
import { root } from './places.ts';

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
};

/** Puts a built folder (below dist) into the site's bucket, as the deployment does on AWS; equal objects stay. Answers how many were put. */
export async function uploadSite(s3: S3Client, Bucket: string, folder: 'dashboard' | 'tracker'): Promise<number> {
  const there = new Map<string, string>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket })) {
    for (const { Key, ETag } of Contents) if (Key && ETag) there.set(Key, ETag.replaceAll('"', ''));
  }
  const home = path.join(root, 'dist', folder);
  const files = (await readdir(home, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  let put = 0;
  for (const entry of files) {
    const file = path.join(entry.parentPath, entry.name);
    const Key = path.relative(home, file).split(path.sep).join('/');
    if (!isServed(Key)) continue;
    const Body = await readFile(file);
    if (there.get(Key) === createHash('md5').update(Body).digest('hex')) continue;
    const ContentType = types[path.extname(Key)] ?? 'application/octet-stream';
    await s3.send(new PutObjectCommand({ Bucket, Key, Body, ContentType, CacheControl: localCacheControl(Key) }));
    put += 1;
  }
  return put;
}

/** A version never changes once it is published; on a laptop it does with every edit. */
function localCacheControl(key: string): string {
  return key.startsWith('assets/') ? cacheControlOf(key) : 'no-cache';
}
