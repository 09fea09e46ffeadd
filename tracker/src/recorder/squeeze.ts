import { compressed } from '../extra/gzip-member.ts';

/** `CompressionStream` works on the thread that asks, so that one in a worker asks. */
const source =
  "onmessage=async({data:[n,b]})=>postMessage([n,await new Response(new Blob([b]).stream().pipeThrough(new CompressionStream('gzip'))).arrayBuffer()])";
/** Less is not worth a message. */
const least = 8e3;
/** A worker without work is a thread for nothing. */
const idleMs = 1e4;
/** A worker that was refused may never say so. */
const patienceMs = 5e3;

/** Null where the page allows none. */
let worker: Worker | null | undefined;
let count = 0;
let idle: ReturnType<typeof setTimeout>;
const jobs = new Map<number, (member?: ArrayBuffer) => void>();

function giveUp(): void {
  worker?.terminate();
  worker = null;
  for (const job of jobs.values()) job();
}

function hire(): Worker | null {
  const address = URL.createObjectURL(new Blob([source]));
  try {
    const made = new Worker(address);
    made.onerror = (event) => {
      event.preventDefault();
      giveUp();
    };
    made.onmessage = ({ data: [job, member] }) => jobs.get(job)?.(member);
    return made;
  } catch {
    // The page's policy: then its own thread does it, piece by piece.
    return null;
  } finally {
    setTimeout(() => URL.revokeObjectURL(address), patienceMs);
  }
}

/** The bytes as one gzip member, made in a worker where the page allows. */
export function squeeze(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  if (bytes.length < least || worker === null || !('CompressionStream' in window)) return compressed(bytes);
  worker = worker || hire();
  if (!worker) return compressed(bytes);
  const job = ++count;
  worker.postMessage([job, bytes]);
  clearTimeout(idle);
  return new Promise((resolve) => {
    const late = setTimeout(giveUp, patienceMs);
    jobs.set(job, (member) => {
      clearTimeout(late);
      jobs.delete(job);
      resolve(member ?? compressed(bytes));
      clearTimeout(idle);
      if (!jobs.size) {
        idle = setTimeout(() => {
          worker?.terminate();
          worker = worker && undefined;
        }, idleMs);
      }
    });
  });
}
