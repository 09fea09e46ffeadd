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
  /** Files that one address asks for: it then has fewer than 2,048 characters, more of which some firewalls refuse. */
  asked: 30,
  /** Files that one body asks for. */
  askedByBody: 200,
  /** New files of a project in a day, and their bytes. */
  filesPerDay: 2_000,
  bytesPerDay: 200_000_000,
} as const;

/** SHA-256 of the bytes, hex. */
export const FileHash = z.string().check(z.regex(/^[0-9a-f]{64}$/, 'write a SHA-256 as 64 small hex digits'));

/** Hashes in an address. Asked for in order, the same files are the same address, which caches answer. */
export const AskedFiles = z
  .string()
  .check(
    z.regex(
      new RegExp(`^[0-9a-f]{64}(,[0-9a-f]{64}){0,${keptFileLimits.asked - 1}}$`),
      `write 1 to ${keptFileLimits.asked} SHA-256 as 64 small hex digits each, with commas between`,
    ),
  );
/** Hashes in a body, as trackers sent them that are still under their version. */
export const AskedFilesBody = z.strictObject({
  files: z.array(FileHash).check(z.maxLength(keptFileLimits.askedByBody)),
});
export const MissingFiles = z.object({ missing: z.array(FileHash) });
export type MissingFiles = z.infer<typeof MissingFiles>;

/** Where a kept file is served, on the dashboard's origin. */
export const keptFilePath = (project: string, hash: string): string => `/a/${project}/${hash}`;
