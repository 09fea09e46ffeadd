import { brotliDecompressSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { type RecordingLine, recordingOp } from '#contracts/recording-format.ts';
import { exportLabel } from '../../shared/export-label.ts';
import { openBytes } from '../../shared/seal.ts';
import { soak } from '../../shared/test-soak.ts';
import { uuid } from '../simulator/make-beacon.ts';
import { EndedError, endedAt, JobWorld } from './test-job-world.ts';

const sessions = [1, 2];
const framesOf = 6;

/** A page of so many letters that a part holds two of them: one ends within each document. */
const page = (at: number): RecordingLine[] => [
  [recordingOp.snapshot, at, 0, 'https://shop.example/', 800, 600],
  [recordingOp.nodes, at, ['html'], ['head'], 1, ['body'], ['p'], 'a'.repeat(1_500_000)],
  [recordingOp.end, at, 0, 0],
];

/** A visitor with two sessions, every second frame of which is a page, and another visitor; one object is archived twice. */
async function build(): Promise<JobWorld> {
  const world = await JobWorld.with();
  for (const n of sessions) {
    for (let seq = 0; seq < framesOf; seq += 1) {
      const at = world.now;
      const recorded: RecordingLine[] = seq % 2 === 0 ? page(at) : [[recordingOp.resize, at, 400, 300]];
      await world.visit({ n, visitor: 1, seq, recorded });
      world.now += 10;
    }
  }
  const [[name, bytes] = ['', new Uint8Array()]] = world.stores.archive.objects;
  world.stores.archive.objects.set(`${name}-again`, bytes);
  await world.visit({ n: 9, visitor: 9 });
  return world;
}

let built: JobWorld;
beforeAll(async () => {
  built = await build();
}, 60_000);

/** That world anew, with an export of its visitor asked for. */
async function begin(): Promise<{ world: JobWorld; id: string }> {
  const world = await JobWorld.with();
  world.continue(built);
  return { world, id: await world.ask('export-visitor', { kind: 'visitor', visitor: uuid(1) }) };
}

interface Line {
  type: string;
  createdAt?: string;
}

async function linesOf(world: JobWorld, id: string): Promise<{ lines: Line[]; parts: number }> {
  const { project, download } = await world.jobOf(id);
  const texts = (download?.parts ?? []).map(({ object }, part) => {
    const sealed = world.stores.blocks.objects.get(object) ?? new Uint8Array();
    const packed = openBytes(download?.key ?? new Uint8Array(), exportLabel(project, id, part), sealed);
    return brotliDecompressSync(packed).toString('utf8');
  });
  const lines = texts.flatMap((text) => text.trimEnd().split('\n')).map((line): Line => JSON.parse(line));
  return { lines: lines.map(({ createdAt: _, ...line }) => line), parts: texts.length };
}

/** Objects of blocks that are neither of a recording nor of the finished export. */
async function strayParts(world: JobWorld, id: string): Promise<string[]> {
  const known = new Set([
    ...built.stores.blocks.objects.keys(),
    ...((await world.jobOf(id)).download?.parts ?? []).map(({ object }) => object),
  ]);
  return [...world.stores.blocks.objects.keys()].filter((name) => !known.has(name));
}

describe('an export', () => {
  let whole: Line[];
  beforeAll(async () => {
    const { world, id } = await begin();
    await world.untilDone(id);
    whole = (await linesOf(world, id)).lines;
  }, 60_000);

  it('has every line once, in parts of 4 MB', async () => {
    const { world, id } = await begin();
    await world.untilDone(id);
    const { lines, parts } = await linesOf(world, id);
    const count = (kind: string) => lines.filter(({ type }) => type === kind).length;

    expect(parts).toBe(3);
    expect(count('export')).toBe(1);
    expect(count('session')).toBe(sessions.length);
    expect(count('beacon')).toBe(sessions.length * framesOf);
    // A page is told by two events, a resize by one.
    expect(count('recording')).toBe(sessions.length * 9);
    expect(await strayParts(world, id)).toEqual([]);
  });

  it('is the same wherever the runner was ended, and leaves nothing behind', { timeout: 120_000 }, async () => {
    let ends = 0;
    for (let nth = 3, ended = true; ended; nth += soak(19, 1)) {
      const { world, id } = await begin();
      ended = false;
      for (let calls = 0; calls < 4 && (await world.jobOf(id)).finishedAt === undefined; calls += 1) {
        world.now += 61_000;
        const { mortal, calls: made } = endedAt(nth, world.jobs);
        await world.call(mortal).catch((error: unknown) => {
          if (!(error instanceof EndedError)) throw error;
        });
        if (made() >= nth) [ended, ends] = [true, ends + 1];
      }
      await world.untilDone(id);

      expect((await linesOf(world, id)).lines, `ended at ${nth}`).toEqual(whole);
      expect(await strayParts(world, id), `ended at ${nth}`).toEqual([]);
    }

    expect(ends).toBeGreaterThan(6);
  });

  it('is the same when every read takes all the time there is', { timeout: 60_000 }, async () => {
    const { world, id } = await begin();
    let calls = 0;
    for (; (await world.jobOf(id)).finishedAt === undefined; calls += 1) {
      world.now += 61_000;
      const { slow, limits } = slowCall(world, { readMs: 1_000, callMs: 1_000 });
      await world.call(slow, limits);
    }

    expect((await linesOf(world, id)).lines).toEqual(whole);
    // Of each session the events by themselves, and of each document a part.
    expect(calls).toBeGreaterThan(4);
  });

  it('that takes longer than a call gets done, and what is to be erased before it', { timeout: 60_000 }, async () => {
    const { world, id } = await begin();
    const erasure = await world.ask('erase-visitor', { kind: 'visitor', visitor: uuid(9) });
    let kills = 0;
    for (let calls = 0; calls < 40 && (await world.jobOf(id)).finishedAt === undefined; calls += 1) {
      world.now += 901_000;
      const { slow, limits } = slowCall(world, { readMs: 100_000, callMs: 840_000, killedAfter: 900_000 });
      await world.call(slow, limits).catch((error: unknown) => {
        if (!(error instanceof EndedError)) throw error;
        kills += 1;
      });
    }
    const [exported, erased] = [await world.jobOf(id), await world.jobOf(erasure)];

    expect([exported.status, erased.status]).toEqual(['done', 'done']);
    expect(erased.finishedAt).toBeLessThan(exported.finishedAt ?? 0);
    expect(kills).toBeGreaterThan(0);
    expect((await linesOf(world, id)).lines).toEqual(whole);
  });

  it('of a user is void once a visitor in it is erased, also before it is done', async () => {
    const { world } = await begin();
    await world.visit({ n: 5, visitor: 1, user: 'ada' });
    const id = await world.ask('export-user', { kind: 'user', user: 'ada' });
    while ((await world.jobOf(id)).download === undefined) {
      world.now += 61_000;
      const { slow, limits } = slowCall(world, { readMs: 1_000, callMs: 1_000 });
      await world.call(slow, limits);
    }
    const { status } = await world.jobOf(id);
    await world.untilDone(await world.ask('erase-visitor', { kind: 'visitor', visitor: uuid(1) }));
    const { download, ...ended } = await world.jobOf(id);

    expect([status, ended.status, download]).toEqual(['running', 'void', undefined]);
  });
});

/** Stores of a call in which each read of a recording takes its time, ms; past `killedAfter` nothing has any effect. */
function slowCall(world: JobWorld, times: { readMs: number; callMs: number; killedAfter?: number }) {
  const { readMs, callMs, killedAfter = Infinity } = times;
  const begun = world.now;
  let clock = begun;
  const { mortal } = endedAt(Infinity, world.jobs, () => clock - begun > killedAfter);
  const range: typeof mortal.blocks.range = async (...given) => {
    clock += readMs;
    return mortal.blocks.range(...given);
  };
  const slow = { ...mortal, blocks: { ...mortal.blocks, range }, now: () => clock };
  return { slow, limits: { until: begun + callMs } };
}
