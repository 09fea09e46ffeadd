import { describe, expect, it, vi } from 'vitest';
import { PlaybackClock } from './playback-clock.ts';

function clockOf(duration = 60_000) {
  const clock = new PlaybackClock();
  clock.duration = duration;
  clock.availableTo = duration;
  return clock;
}
const run = (clock: PlaybackClock, frames: number) => {
  for (let frame = 0; frame < frames; frame++) clock.tick(16);
};

describe('PlaybackClock', () => {
  it('moves only while playing, by the chosen speed', () => {
    const clock = clockOf();
    run(clock, 10);
    expect(clock.state().time).toBe(0);

    clock.play();
    clock.setSpeed(4);
    run(clock, 10);

    expect(clock.state().time).toBe(640);
  });

  it('runs through inactivity in about a second and lands exactly at its end', () => {
    const clock = clockOf();
    clock.stretches = [{ from: 0, to: 50_000 }];
    clock.play();
    let frames = 0;
    while (clock.state().time < 50_000 && frames < 1_000) {
      clock.tick(16);
      frames++;
      expect(clock.state().time).toBeLessThanOrEqual(50_000);
    }

    expect(frames * 16).toBeGreaterThan(300);
    expect(frames * 16).toBeLessThan(2_000);
    run(clock, 1);
    expect(clock.state()).toMatchObject({ skipping: null, rate: 1 });
  });

  it('does not skip when asked not to', () => {
    const clock = clockOf();
    clock.stretches = [{ from: 0, to: 50_000 }];
    clock.setSkipInactive(false);
    clock.play();
    run(clock, 10);

    expect(clock.state()).toMatchObject({ time: 160, skipping: null });
  });

  it('waits where the recording is not loaded yet, and goes on when it is', () => {
    const clock = clockOf();
    clock.availableTo = 100;
    clock.play();
    run(clock, 20);
    const stopped = clock.state();
    expect(stopped).toMatchObject({ waiting: true, playing: true });

    clock.availableTo = 60_000;
    run(clock, 2);

    expect(clock.state().waiting).toBe(false);
    expect(clock.state().time).toBeGreaterThan(stopped.time);
  });

  it('stops at the end, and plays from the start again', () => {
    const clock = clockOf(100);
    clock.play();
    run(clock, 20);
    expect(clock.state()).toMatchObject({ time: 100, playing: false });

    clock.toggle();
    expect(clock.state()).toMatchObject({ time: 0, playing: true, seeks: 1 });
  });

  it('seeks inside the recording and tells its listeners', () => {
    const clock = clockOf();
    const listener = vi.fn();
    const stop = clock.subscribe(listener);
    clock.seek(-5);
    clock.seek(99_999);
    stop();
    clock.seek(1);

    expect(listener).toHaveBeenCalledTimes(2);
    expect(clock.state()).toMatchObject({ time: 1, seeks: 3 });
  });
});
