import type { Outbox } from '../inner.ts';
import { isPassing } from './is-passing.ts';
import type { Answer } from './request.ts';

/** Bytes in flight that survive the page, with room left for what the page itself sends. */
export const keepaliveBytes = 6e4;

/**
 * Sees lines through to the server: a beacon's number is spent when it is fixed, one request is in flight
 * except at hide, and what failed in passing is tried again with the same body.
 * @param header line 1 but for what delivery itself counts; nothing while nothing may be sent
 * @param post sends one body; one that is `keepalive` survives the page
 * @param collect last look at what is still to be measured, before a beacon closes
 */
export function createOutbox(
  header: () => object | false | undefined,
  post: (body: Uint8Array<ArrayBuffer>, keepalive: boolean) => Promise<Answer>,
  collect: () => void,
) {
  let due: boolean;
  let flying = 0;
  const outbox: Outbox = {
    lanes: [[], []],
    queue: [],
    marks: {},
    sequence: 0,
    held: 0,
    addLine(line, lane = 0) {
      outbox.lanes[lane].push(line);
      outbox.courier?.added(outbox.lanes[lane]);
    },
    freezeOpen() {
      const parts = outbox.lanes.flatMap((lane) => lane.splice(0));
      if (!parts[0]) return;
      outbox.queue.push({
        parts: [JSON.stringify({ ...header(), seq: outbox.sequence++, ...outbox.marks }), ...parts],
      });
      outbox.marks = {};
    },
    async pump() {
      due = true;
      if (flying || !header()) return;
      if (!outbox.queue[0]) {
        due = false;
        collect();
        outbox.freezeOpen();
      }
      const [next] = outbox.queue;
      if (!next) outbox.courier?.idle();
      else if ((await outbox.courier?.settled(next.parts)) !== false && next === outbox.queue[0] && !flying)
        outbox.deliver(next);
    },
    async deliver(beacon) {
      if (beacon.busy) return;
      beacon.busy = true;
      flying++;
      const body =
        beacon.fixed || outbox.courier?.bodyOf(beacon.parts) || new TextEncoder().encode(beacon.parts.join('\n'));
      beacon.fixed = body;
      const held = outbox.held + body.length < keepaliveBytes ? body.length : 0;
      outbox.held += held;
      const answer = await post(body, !!held);
      outbox.held -= held;
      beacon.busy = false;
      flying--;
      if (outbox.courier?.answered(beacon, answer) ?? isPassing(answer)) return;
      outbox.queue = outbox.queue.filter((other) => other !== beacon);
      if (due || outbox.queue[0]) outbox.pump();
    },
  };
  return outbox;
}
