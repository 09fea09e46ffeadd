import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { onNpmEnd } from './npm-parent.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('onNpmEnd', () => {
  it('calls back once when the shell of npm start is gone', () => {
    let parent = 42;
    const end = vi.fn();
    onNpmEnd({ npm_lifecycle_event: 'start' }, end, () => parent);
    vi.advanceTimersByTime(1_000);
    expect(end).not.toHaveBeenCalled();

    parent = 1;
    vi.advanceTimersByTime(1_000);

    expect(end).toHaveBeenCalledTimes(1);
  });

  it('lets a process that npm start did not start outlive its parent', () => {
    let parent = 42;
    const end = vi.fn();
    for (const env of [{}, { npm_lifecycle_event: 'test' }]) onNpmEnd(env, end, () => parent);
    parent = 1;
    vi.advanceTimersByTime(1_000);

    expect(end).not.toHaveBeenCalled();
  });
});
