import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, inflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zipFolder } from './zip.ts';

/** Reads a ZIP by its central directory, as Lambda does. */
function unzip(bytes: Buffer): Record<string, string> {
  const end = bytes.length - 22;
  expect(bytes.readUInt32LE(end)).toBe(0x06054b50);
  const files: Record<string, string> = {};
  let at = bytes.readUInt32LE(end + 16);
  for (let left = bytes.readUInt16LE(end + 10); left > 0; left -= 1) {
    expect(bytes.readUInt32LE(at)).toBe(0x02014b50);
    const length = bytes.readUInt16LE(at + 28);
    const name = bytes.subarray(at + 46, at + 46 + length).toString();
    const local = bytes.readUInt32LE(at + 42);
    expect(bytes.readUInt32LE(local)).toBe(0x04034b50);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = inflateRawSync(bytes.subarray(start, start + bytes.readUInt32LE(at + 20)));
    expect(crc32(content)).toBe(bytes.readUInt32LE(at + 16));
    expect(content.length).toBe(bytes.readUInt32LE(at + 24));
    expect((bytes.readUInt32LE(at + 38) >>> 16) & 0o777).toBe(0o644);
    files[name] = content.toString();
    at += 46 + length;
  }
  expect(at).toBe(end);
  return files;
}

function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'afterglow-zip-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.join(folder, path.dirname(name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return folder;
}

describe('zipFolder', () => {
  it('holds what the folder held, whatever that was', async () => {
    const name = fc.stringMatching(/^[a-z]{1,8}$/).map((part) => `${part}.txt`);
    const files = fc.dictionary(
      fc.tuple(fc.constantFrom('', 'in/', 'in/deep/'), name).map((parts) => parts.join('')),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(files, async (given) => {
        const plain = { ...given };
        const folder = folderOf(plain);
        try {
          expect(unzip(await zipFolder(folder))).toEqual(plain);
        } finally {
          rmSync(folder, { recursive: true });
        }
      }),
      { numRuns: 30 },
    );
  });

  it('gives the same bytes for the same files', async () => {
    const [first, second] = [folderOf({ 'b.mjs': '2', 'a.mjs': '1' }), folderOf({ 'a.mjs': '1', 'b.mjs': '2' })];
    const zips = await Promise.all([zipFolder(first), zipFolder(second)]);
    for (const folder of [first, second]) rmSync(folder, { recursive: true });

    expect(zips[0].equals(zips[1])).toBe(true);
  });
});
