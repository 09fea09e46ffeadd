/** The checksum of RFC 1952 over the bytes, as an unsigned 32-bit number. */
export function crc32(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    // Bit by bit: a table would cost more script than time.
    for (let bit = 8; bit--; ) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
  }
  return ~crc >>> 0;
}

/** Appends the bytes to `parts` as uncompressed gzip members, synchronously, for what must leave before the page ends. */
export function stored(bytes: Uint8Array, parts: Uint8Array[]): void {
  // The length of a stored block is a 16-bit number.
  for (let start = 0; start < bytes.length; start += 65_535) {
    const slice = bytes.subarray(start, start + 65_535);
    const size = slice.length;
    const checksum = crc32(slice);
    parts.push(
      new Uint8Array([31, 139, 8, 0, 0, 0, 0, 0, 0, 0, 1, size, size >> 8, ~size, ~size >> 8]),
      slice,
      new Uint8Array([checksum, checksum >> 8, checksum >> 16, checksum >> 24, size, size >> 8, 0, 0]),
    );
  }
}

/** Compresses the bytes to one gzip member. A response is made in this process, a blob is not. */
export async function compressed(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return new Response(
    (new Response(bytes).body as ReadableStream<Uint8Array<ArrayBuffer>>).pipeThrough(new CompressionStream('gzip')),
  ).arrayBuffer();
}
