/** A sound that can be heard nowhere, as a server has it whose media can be played from anywhere. */
import type { IncomingMessage, ServerResponse } from 'node:http';

const rate = 3_000;
const seconds = 20;

/** One channel of 8 bits. */
function wave(): Buffer {
  const wav = Buffer.alloc(44 + rate * seconds, 128);
  wav.write('RIFF');
  wav.writeUInt32LE(wav.length - 8, 4);
  wav.write('WAVEfmt ', 8);
  // Bytes of the format; PCM and its channels; samples and bytes a second; bytes and bits of a sample.
  for (const [index, value] of [16, 0x1_0001, rate, rate, 0x8_0001].entries()) wav.writeUInt32LE(value, 16 + 4 * index);
  wav.write('data', 36);
  wav.writeUInt32LE(wav.length - 44, 40);
  return wav;
}

const silence = wave();

/** Answers with as much of it as is asked for. */
export function serveSilence({ headers }: IncomingMessage, response: ServerResponse): void {
  const [, from = '0', to] = /bytes=(\d+)-(\d*)/.exec(headers.range ?? '') ?? [];
  const part = silence.subarray(Number(from), to ? Number(to) + 1 : silence.length);
  const range = `bytes ${from}-${Number(from) + part.length - 1}/${silence.length}`;
  response.writeHead(206, { 'Content-Type': 'audio/wav', 'Accept-Ranges': 'bytes', 'Content-Range': range }).end(part);
}
