import { compressed } from '../extra/gzip-member.ts';

/** `CompressionStream` works on the thread that asks, so that one in a worker asks. */
const source =
  "onmessage=async({data:[n,b]})=>postMessage([n,await new Response(new Response(b).body.pipeThrough(new CompressionStream('gzip'))).arrayBuffer()])";
/** Less is not worth a message. */
const least = 8e3;
/** A worker that the page's policy refuses may never say so. */
const patienceMs = 5e3;
/** One without work is a thread for nothing, but to hire the next costs ms: longer than from one part to the next. */
const idleMs = 6e4;

/** Null where the page allows none. */
let worker: Worker | null | undefined;
let idle: ReturnType<typeof setTimeout> | undefined;
let count = 0;
const jobs = new Map<number, (member?: ArrayBuffer) => void>();

/** Ends the worker, for ever where it was `refused`; what it had is done without it. */
function dismiss(refused?: boolean): void {
  worker?.terminate();
  worker = refused ? null : undefined;
  for (const settle of jobs.values()) settle();
}

function hire(): Worker {
  const address = URL.createObjectURL(new Blob([source]));
  const made = new Worker(address);
  made.onerror = (event) => {
    event.preventDefault();
    dismiss(true);
  };
  made.onmessage = ({ data: [job, member] }) => {
    URL.revokeObjectURL(address);
    jobs.get(job)?.(member);
  };
  return made;
}

/** By itself, because a timer would keep the bytes of the job as long as it waits. */
function watch(job: number): void {
  setTimeout(() => jobs.has(job) && dismiss(true), patienceMs);
  clearTimeout(idle);
  idle = setTimeout(dismiss, idleMs);
}

/** The bytes as one gzip member, made in a worker where the page allows. */
export function squeeze(bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  if (bytes.length < least || worker === null) return compressed(bytes);
  return new Promise((resolve) => {
    const job = count++;
    jobs.set(job, (member) => {
      jobs.delete(job);
      resolve(member ?? compressed(bytes));
    });
    try {
      worker = worker ?? hire();
      worker.postMessage([job, bytes]);
      watch(job);
    } catch {
      dismiss(true);
    }
  });
}
