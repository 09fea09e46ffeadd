import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { guard } from '../src/core/guard.ts';
import { createOutbox } from '../src/core/outbox.ts';
import type { Answer } from '../src/core/request.ts';
import { createCourier, pauseAfter } from '../src/extra/courier.ts';
import type { Inner } from '../src/inner.ts';

interface Sent {
  header: { seq: number; dropped?: number };
  lines: string[];
  bytes: Uint8Array;
  keepalive: boolean;
  settle(answer: Answer): Promise<void>;
}

/** Lets compression and promises go on for some ms while the timers of the page stand still. */
const idle = (ms: number) => new Promise<void>((resolve) => realTimeout(resolve, ms));
const realTimeout = setTimeout;

/** An outbox whose requests are answered by hand. */
async function createWorld() {
  const { gunzipSync } = await import('node:zlib');
  const sent: Sent[] = [];
  const shared: Record<string, string> = {};
  const inner = {
    recordsNow: false,
    taking: true,
    shared,
    guard,
    ask: vi.fn(),
    whenReady: (run: () => void) => run(),
    replay: vi.fn(),
  };
  const outbox = createOutbox(
    () => ({ document: 'd' }),
    (bytes, keepalive) =>
      new Promise((resolve) => {
        const [header = '', ...lines] = gunzipSync(bytes).toString().trim().split('\n');
        const settle = async (answer: Answer) => {
          resolve(answer);
          await idle(1);
          await vi.advanceTimersByTimeAsync(1);
        };
        sent.push({ header: JSON.parse(header), lines, bytes, keepalive, settle });
      }),
    () => {},
    ({ stamp }) => delete shared[stamp],
  );
  const courier = createCourier(Object.assign(inner, { outbox }) as unknown as Inner);
  outbox.courier = courier;
  /** Waits for as many requests as there are to be, and long enough that one too many would show. */
  const arrive = async (count: number) => {
    const end = Date.now() + 5_000;
    while (sent.length < count && Date.now() < end) await idle(5);
    await idle(30);
    expect(sent).toHaveLength(count);
  };
  const flush = async (count: number) => {
    outbox.pump();
    await arrive(count);
  };
  return { outbox, courier, sent, flush, arrive, inner };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('delivery', () => {
  it('has one request in flight, and spends a number with a frozen body', async () => {
    const { outbox, sent, flush, arrive } = await createWorld();
    outbox.addLine('a');
    await flush(1);
    outbox.addLine('b');
    await flush(1);
    outbox.addLine('c');
    await sent[0]?.settle([202]);
    await arrive(2);

    expect(sent.map(({ header, lines }) => [header.seq, lines])).toEqual([
      [0, ['a']],
      [1, ['b', 'c']],
    ]);
  });

  it('tries the same body again after a pause that grows, and goes on in order', async () => {
    const { outbox, sent, flush, arrive } = await createWorld();
    outbox.addLine('a');
    await flush(1);
    await sent[0]?.settle([503]);
    outbox.addLine('b');
    await flush(1);
    await vi.advanceTimersByTimeAsync(999);
    await arrive(1);
    await vi.advanceTimersByTimeAsync(501);
    await arrive(2);
    await sent[1]?.settle([0]);
    await vi.advanceTimersByTimeAsync(1_999);
    await arrive(2);
    await vi.advanceTimersByTimeAsync(1_001);
    await arrive(3);
    await sent[2]?.settle([202]);
    await arrive(4);

    const bodies = sent.map(({ bytes }) => Buffer.from(bytes).toString('hex'));
    expect(bodies.slice(0, 3)).toEqual([bodies[0], bodies[0], bodies[0]]);
    expect(sent[3]).toMatchObject({ header: { seq: 1 }, lines: ['b'] });
  });

  it('waits as long as it is asked to', () => {
    for (let fails = 0; fails < 20; fails++) {
      expect(pauseAfter(fails, 0)).toBeGreaterThanOrEqual(Math.min(64_000, 1_000 * 2 ** fails));
      expect(pauseAfter(fails, 0)).toBeLessThanOrEqual(96_000);
      expect(pauseAfter(fails, 120)).toBeGreaterThanOrEqual(120_000);
    }
  });

  it('waits an hour and a half at the most, as timers of more than 24 days run at once', () => {
    expect(pauseAfter(0, '3000000')).toBeGreaterThanOrEqual(3_600_000);
    expect(pauseAfter(0, '3000000')).toBeLessThanOrEqual(5_400_000);
  });

  it('counts what is dropped, into the next beacon, and asks for a new beginning', async () => {
    const { outbox, sent, flush, inner } = await createWorld();
    inner.recordsNow = true;
    outbox.addLine('a');
    await flush(1);
    await sent[0]?.settle([400]);
    outbox.addLine('b');
    await flush(2);
    // While all is refused a new picture would be, too.
    expect(inner.replay).not.toHaveBeenCalled();
    await sent[1]?.settle([202]);

    expect(sent[1]?.header).toMatchObject({ seq: 1, dropped: 1 });
    expect(inner.replay).toHaveBeenCalledWith(true);
  });

  it('bounds what waits to 5 MB, and counts what does not fit', async () => {
    const { outbox, sent, flush, arrive } = await createWorld();
    const line = Buffer.from(crypto.getRandomValues(new Uint8Array(45_000))).toString('base64');
    for (let i = 0; i < 120; i++) {
      outbox.addLine(line);
      outbox.freezeOpen();
    }
    const waiting = outbox.queue.length;
    expect(waiting * 60_530).toBeGreaterThan(5e6);
    expect((waiting - 1) * 60_530).toBeLessThan(5e6);
    outbox.pump();
    for (let i = 0; i < waiting; i++) {
      await vi.waitUntil(() => sent[i], { timeout: 5_000, interval: 1 });
      await sent[i]?.settle([202]);
    }
    await arrive(waiting);
    outbox.addLine('after');
    await flush(waiting + 1);

    expect(sent.at(-1)?.header).toMatchObject({ seq: waiting, dropped: 120 - waiting });
  });

  it('tells what was dropped when the page is left while that much waits', async () => {
    const { outbox } = await createWorld();
    const line = Buffer.from(crypto.getRandomValues(new Uint8Array(45_000))).toString('base64');
    for (let left = 0; left < 3; left++) {
      for (let i = 0; i < 120; i++) {
        outbox.addLine(line);
        outbox.freezeOpen();
      }
      const { dropped } = outbox.marks;
      expect(dropped).toBeGreaterThan(0);
      outbox.courier?.hiding();
      outbox.addLine('what was measured');
      outbox.freezeOpen();

      expect(outbox.queue.at(-1)?.parts.map(String)).toEqual([
        expect.stringContaining(`"dropped":${dropped}`),
        'what was measured',
      ]);
    }
  });

  it('closes a beacon before its body could be refused for its size', async () => {
    const { outbox, sent } = await createWorld();
    const noise = Array.from({ length: 20_000 }, () => Math.random().toString(36).slice(2)).join('');
    for (let i = 0; i < 12; i++) outbox.addLine(`{"type":3,"data":"${i}${noise}"}`, 1);
    outbox.pump();
    for (let i = 0; sent.flatMap(({ lines }) => lines).length < 12; i++) {
      await vi.waitUntil(() => sent[i], { timeout: 5_000, interval: 5 });
      await sent[i]?.settle([202]);
    }

    for (const { bytes } of sent) expect(bytes.length).toBeLessThan(1_000_000);
  });

  it('sends analytics with keepalive at hide when the recording is too much', async () => {
    const { outbox, courier, sent } = await createWorld();
    outbox.addLine('{"at":1}');
    outbox.addLine(`{"type":2,"data":"${'x'.repeat(70_000)}"}`, 1);
    courier.hiding();
    outbox.freezeOpen();
    outbox.queue.forEach(outbox.deliver);

    expect(sent.map(({ keepalive, lines }) => [keepalive, lines.length])).toEqual([
      [true, 1],
      [false, 1],
    ]);
  });

  it('asks what to do when the server gave the session to somebody else', async () => {
    const { outbox, sent, flush, inner } = await createWorld();
    outbox.addLine('a');
    await flush(1);
    const [refused] = outbox.queue;
    await sent[0]?.settle([403, { error: { code: 'session_refused' } }]);

    expect(inner.ask).toHaveBeenCalledWith('refused', refused);
    expect(outbox.queue).toEqual([]);
  });

  it('settles those who wait once all is answered', async () => {
    const { outbox, courier, sent, flush } = await createWorld();
    const settled = vi.fn();
    outbox.addLine('a');
    courier.waiters.push(settled);
    await flush(1);
    expect(settled).not.toHaveBeenCalled();
    await sent[0]?.settle([202]);

    expect(settled).toHaveBeenCalledTimes(1);
  });
});
