/**
 * Files of a page that are kept at capture, by content hash, so that a replay looks right after the site's next deploy,
 * and texts of its stylesheets, so that no recording has to hold them.
 */
import * as z from 'zod/mini';

export const keptFileLimits = {
  /** Of one file; what a function takes at once is 6 MB as base64. */
  bytes: 2_000_000,
  /** Of the text of one stylesheet. */
  sheetBytes: 1_000_000,
  /** Files that one request asks for. */
  asked: 200,
  /** New files of a project in a day, and their bytes. */
  filesPerDay: 2_000,
  bytesPerDay: 200_000_000,
} as const;

/** SHA-256 of the bytes, hex. */
export const FileHash = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'write a SHA-256 as 64 small hex digits'));

export const AskedFiles = z.strictObject({ files: z.array(FileHash).check(z.maxLength(keptFileLimits.asked)) });
export const MissingFiles = z.object({ missing: z.array(FileHash) });

/** Where a kept file is served, on the dashboard's origin. */
export const keptFilePath = (project: string, hash: string): string => `/a/${project}/${hash}`;
