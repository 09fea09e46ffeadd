/** How long the ingest handler is kept by the worst that a body can be. */
import { gzipSync } from 'node:zlib';
import { Random } from '../../functions/process/simulator/random.ts';
import { newVisit, wholePageview } from './bodies.ts';
import { collectCall, instantIngest } from './ingest-speed.ts';

const at = Date.UTC(2026, 10, 20, 10, 12);
const made = wholePageview(new Random(3), newVisit(new Random(3)), at);
const gzip = (...lines: string[]) => gzipSync([JSON.stringify(made.header), ...lines].join('\n'));
const gzipOwn = (line: string) =>
  gzipSync([JSON.stringify({ ...made.header, format: 'afterglow-1' }), line].join('\n'));
const rrweb = (data: string) => `{"type":3,"timestamp":${at},"data":${data}}`;
const event = JSON.stringify({ at, kind: 'event', path: '/', name: 'a' });
const halves = (n: number) => Array.from({ length: 50 }, (_, k) => `"${n}_${k}":"\\ud83d"`).join(',');
const eventOf = (n: number) => event.replace('}', `,"properties":{${halves(n)}}}`);
const move = `{"at":${at},"kind":"move","path":"/","x":1,"cells":[${'[1,1,1],'.repeat(1_999)}[1,1,1]]}`;
const keys = Array.from({ length: 1_000_000 }, (_, n) => `"${String.fromCharCode(97 + (n % 26))}":0`).join(',');
const differentKeys = Array.from({ length: 59_000 }, (_, n) => `"${n.toString(36)}":0`).join(',');

const bodies: Record<string, () => Uint8Array> = {
  'a bomb of 1,000 times its size': () => gzipSync(Buffer.alloc(100_000_000), { level: 9 }),
  '10 MB of one text': () => gzip(rrweb(`"${'x'.repeat(9_900_000)}"`)),
  '10 MB of halves of characters': () => gzip(rrweb(`"${'\\ud83d'.repeat(1_650_000)}"`)),
  '10 MB of backslashes': () => gzip(rrweb(`"${'\\\\'.repeat(4_900_000)}"`)),
  '10 MB of line ends': () => gzip('\n'.repeat(9_900_000)),
  'a million keys': () => gzip(rrweb(`{${keys}}`)),
  '59,000 different keys': () => gzip(rrweb(`{${differentKeys}}`)),
  '3 million empty objects': () => gzip(rrweb(`[${'{},'.repeat(3_000_000)}{}]`)),
  '240,000 empty objects': () => gzip(rrweb(`[${'{},'.repeat(240_000)}{}]`)),
  '5 million numbers beside a key __proto__': () => gzip(rrweb(`{"__proto__":1,"a":[${'0,'.repeat(4_900_000)}0]}`)),
  '490,000 numbers beside a key __proto__': () => gzip(rrweb(`{"__proto__":1,"a":[${'0,'.repeat(490_000)}0]}`)),
  '240,000 keys __proto__': () => gzip(rrweb(`[${'{"__proto__":1},'.repeat(240_000)}0]`)),
  '240,000 objects beside half a character': () => gzip(rrweb(`["\\ud83d",${'{},'.repeat(240_000)}0]`)),
  '490,000 halves of characters': () => gzip(rrweb(`[${'"\\ud83d",'.repeat(490_000)}0]`)),
  'a recorded line of 5 million numbers': () => gzipOwn(`[1,${at},${'0,'.repeat(4_900_000)}0]`),
  'a recorded line of 490,000 numbers': () => gzipOwn(`[1,${at},${'0,'.repeat(490_000)}0]`),
  'nests 10,000 deep': () => gzip(rrweb('['.repeat(10_000) + ']'.repeat(10_000))),
  'nests that never end': () => gzip(rrweb('['.repeat(9_900_000))),
  '19,999 events': () => gzip(...Array.from({ length: 19_999 }, () => event)),
  '19,999 events with an unknown field': () =>
    gzip(...Array.from({ length: 19_999 }, () => event.replace('}', ',"x":{}}'))),
  '1,000 events with an unknown field': () =>
    gzip(...Array.from({ length: 1_000 }, () => event.replace('}', ',"x":{}}'))),
  '1,000 events of 50 properties': () => gzip(...Array.from({ length: 1_000 }, (_, n) => eventOf(n))),
  '120 moves with an unknown field': () => gzip(...Array.from({ length: 120 }, () => move)),
  '40,000 empty members': () => Buffer.concat([made.body, ...Array<Buffer>(40_000).fill(gzipSync(''))]),
  'a real one': () => made.body,
};

/** ms of CPU by body, the least of some tries; the slowest first. */
export async function hostileTimes(tries = 5): Promise<[name: string, ms: number][]> {
  const handler = instantIngest(
    () => {},
    () => at + 30_000,
  );
  const times: [string, number][] = [];
  for (const [name, make] of Object.entries(bodies)) {
    const call = collectCall(make(), at + 20_000);
    let least = Number.POSITIVE_INFINITY;
    for (let tried = 0; tried < tries; tried += 1) {
      const begun = process.threadCpuUsage();
      const { statusCode = 0 } = await handler(call);
      const { user, system } = process.threadCpuUsage(begun);
      if (statusCode >= 500) throw new Error(`${name} is answered with ${statusCode}`);
      least = Math.min(least, (user + system) / 1_000);
    }
    times.push([name, least]);
  }
  return times.toSorted(([, one], [, other]) => other - one);
}
