import type { Beacon, Outbox } from '../inner.ts';
import { guard } from './guard.ts';
import { isPassing } from './is-passing.ts';
import { now, stringify } from './natives.ts';
import type { Answer } from './request.ts';

/**
 * Sees lines through to the server: a beacon's number is spent when it is fixed, one request is in flight
 * except at hide, and what failed in passing is tried again, after a pause, with the same body.
 * @param header line 1 but for what delivery itself counts; nothing while nothing may be sent
 * @param post sends one body; one that is `keepalive` survives the page
 * @param collect last look at what is still to be measured, before a beacon closes
 * @param answered the beacon is done with
 */
export function createOutbox(
  header: () => { document: string } | false,
  post: (body: Uint8Array<ArrayBuffer>, keepalive: boolean) => Promise<Answer>,
  collect: () => void,
  answered: (beacon: Beacon) => void,
) {
  let due: unknown;
  let flying = 0;
  const outbox: Outbox = {
    lanes: [[], []],
    queue: [],
    marks: {},
    sequence: 0,
    held: 0,
    addLine(line, lane = 0) {
      // A beacon holds 1,000 events at most.
      if (outbox.lanes[lane].push(line) === 900) outbox.freezeOpen();
      outbox.courier?.added(outbox.lanes[lane]);
    },
    freezeOpen() {
      collect();
      outbox.hold?.();
      const parts = outbox.lanes.flatMap((lane) => lane.splice(0));
      const first = header();
      if (!first || !parts[0]) return;
      outbox.queue.push({
        stamp: `ag_q${first.document},${1e6 + outbox.sequence},${now()}`,
        parts: [stringify({ ...first, seq: outbox.sequence++, ...outbox.marks }), ...parts],
      });
      outbox.marks = {};
    },
    fixBody(beacon) {
      beacon.fixed =
        beacon.fixed || outbox.courier?.bodyOf(beacon.parts) || new TextEncoder().encode(beacon.parts.join('\n'));
      return beacon.fixed;
    },
    pump: guard(async (closed?: boolean) => {
      due = due || !closed;
      if (flying || !header()) return;
      if (outbox.courier?.pausing) return outbox.courier?.stalled();
      if (!outbox.queue[0]) {
        due = 0;
        outbox.freezeOpen();
      }
      const [next] = outbox.queue;
      if (!next) return outbox.courier?.idle();
      await outbox.courier?.settled(next);
      if (next === outbox.queue[0] && !flying && !outbox.courier?.pausing) outbox.deliver(next);
    }),
    deliver: guard(async (beacon: Beacon) => {
      if (beacon.busy) return;
      beacon.busy = 1;
      flying++;
      const body = outbox.fixBody(beacon);
      // So many bytes in flight survive the page, with room left for what the page itself sends.
      const held = outbox.held + body.length < 6e4 ? body.length : 0;
      outbox.held += held;
      const answer = await post(body, !!held);
      outbox.held -= held;
      beacon.busy = 0;
      flying--;
      if (isPassing(answer)) {
        // Where `x.js` comes later.
        outbox.pausing = answer;
        return outbox.courier?.failed(answer);
      }
      outbox.queue = outbox.queue.filter((other) => other !== beacon);
      answered(beacon);
      outbox.courier?.answered(beacon, answer);
      if (due || outbox.queue[0]) outbox.pump(!due);
    }),
  };
  return outbox;
}
