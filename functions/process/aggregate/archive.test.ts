import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { envelopeFor, event, frameHeader, start } from '../simulator/make-beacon.ts';
import { type ArchiveLine, ArchivePacker, erasedMark, LinePacker, readArchive } from './archive.ts';

const day = 86_400_000;
const lineOf = (seq: number, receivedAt = start): ArchiveLine => {
  const events = [event.pageview(receivedAt, `/${'long-path-'.repeat(100)}${seq}`)];
  const envelope = envelopeFor(frameHeader({ seq }), events, { receivedAt });
  return { position: `${seq}`, envelope, fullSnapshot: false, events };
};

it('gives every line back in order, of however many frames an object is', () => {
  const lines = Array.from({ length: 3_000 }, (_, seq) => (seq % 7 === 0 ? erasedMark(lineOf(seq)) : lineOf(seq)));
  const packer = new LinePacker();
  for (const line of lines) packer.add(line);
  const bytes = packer.finish();

  expect(JSON.stringify(lines).length).toBeGreaterThan(3_000_000);
  expect([...readArchive(bytes)]).toEqual(lines);
  expect([...readArchive(new LinePacker().finish())]).toEqual([]);
});

it('holds each day of receipt in an object of its own', () => {
  const packer = new ArchivePacker();
  const lines = [lineOf(1), lineOf(2, start + day), lineOf(3)];
  for (const line of lines) packer.add(line);

  expect(packer.finish().map(([name, bytes]) => [name, [...readArchive(bytes)]])).toEqual([
    ['2026-11-20', [lines[0], lines[2]]],
    ['2026-11-21', [lines[1]]],
  ]);
});

it('reads what was archived in gzip, of several members', () => {
  const lines = [lineOf(1), lineOf(2)];
  const bytes = Buffer.concat(lines.map((line) => gzipSync(`${JSON.stringify(line)}\n`)));

  expect([...readArchive(bytes)]).toEqual(lines);
});

it('throws at an object that is cut off or was changed, instead of leaving lines out', () => {
  const packer = new LinePacker();
  for (let seq = 0; seq < 50; seq += 1) packer.add(lineOf(seq));
  const bytes = packer.finish();
  const changed = Buffer.from(bytes);
  changed.writeUInt8(changed.readUInt8(changed.byteLength - 1) ^ 1, changed.byteLength - 1);

  expect(() => [...readArchive(bytes.subarray(0, bytes.byteLength - 3))]).toThrow();
  expect(() => [...readArchive(changed)]).toThrow();
});
