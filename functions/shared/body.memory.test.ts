import { spawnSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';

const id = '0b6fbd3c-8d6e-4f5c-9d7a-0a4a3a1b2c3d';
const header = {
  v: 1,
  visitor: id,
  session: '01990000-0000-7000-8000-000000000000',
  secret: 'abcdefghijklmnopqrstuv',
  tab: id,
  document: id,
  seq: 0,
};
const body = (format: string, line: string) => gzipSync(`${JSON.stringify({ ...header, format })}\n${line}`);
const rrweb = (data: string) => body('rrweb', `{"type":3,"timestamp":1,"data":${data}}`);
const own = (rest: string) => body('afterglow-1', `[1,1,${rest}]`);
const many = (count: number, value: string) => Array<string>(count).fill(value).join();

/** MB of objects: the bodies below need two thirds of it. */
const heap = 96;
/** A process of its own, since one that has too little memory ends. */
const reader = `
  import { buffer } from 'node:stream/consumers';
  import { readBeacon } from '${new URL('body.ts', import.meta.url)}';
  const body = await buffer(process.stdin);
  try {
    readBeacon(body);
    console.log('taken');
  } catch (error) {
    console.log(error.code);
  }`;
function readApart(input: Uint8Array): string {
  const options = [`--max-old-space-size=${heap}`, '--input-type=module', '-e', reader];
  const { stdout, stderr, status } = spawnSync(process.execPath, options, { input, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : stderr;
}

it.each<[string, string, () => Uint8Array]>([
  [
    '4,900,000 numbers beside a key __proto__',
    'too_large',
    () => rrweb(`{"__proto__":1,"a":[${many(4_900_000, '0')}]}`),
  ],
  ['240,000 keys __proto__', 'taken', () => rrweb(`[${many(240_000, '{"__proto__":1}')}]`)],
  ['240,000 objects beside half a character', 'taken', () => rrweb(`["\\ud83d",${many(240_000, '{}')}]`)],
  ['490,000 halves of characters', 'taken', () => rrweb(`[${many(490_000, '"\\ud83d"')}]`)],
  ['a recorded line of 4,900,000 numbers', 'too_large', () => own(many(4_900_000, '0'))],
])('reads %s in little memory', (_, told, make) => {
  expect(readApart(make())).toBe(told);
});
