import { MantineProvider } from '@mantine/core';
import { Replayer } from '@rrweb/replay';
import type { eventWithTime } from '@rrweb/types';
import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { change, element, meta, page, snapshot, text } from '../../../lib/replay/page-for-test.ts';
import { PlaybackClock } from '../model/playback-clock.ts';
import { Picture } from './picture.tsx';

const at = (timestamp: number, one: eventWithTime): eventWithTime => ({ ...one, timestamp });
const events = [
  at(1_000, meta),
  at(1_001, page(element('p', {}, [text('A good page')]))),
  at(2_000, meta),
  at(2_001, snapshot({ type: 0, id: 1, childNodes: [] })),
  at(3_000, meta),
  at(3_001, page(element('p', {}, [text('Another page')]))),
  at(4_000, change({})),
];

function open() {
  const clock = new PlaybackClock();
  clock.duration = 3_000;
  const onRefused = vi.fn();
  const { unmount } = render(
    <MantineProvider>
      <Picture {...{ project: 'p1', clock, events, onRefused }} files={[]} startedAt={1_000} />
    </MantineProvider>,
  );
  return { clock, seek: (time: number) => act(() => clock.seek(time)), onRefused, unmount };
}
const notice = () => screen.queryByText('This page cannot be shown');
const shown = () => document.querySelector('iframe')?.contentDocument?.body?.textContent?.trim();

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it('says in the place of a damaged page that it cannot be shown, and shows those before and after it', () => {
  const { seek, onRefused } = open();

  seek(500);
  expect([notice(), shown()]).toEqual([null, 'A good page']);
  seek(1_500);
  expect(notice()).not.toBeNull();
  expect(screen.getByText(/the list of events shows what happened/)).toBeDefined();
  seek(2_500);
  expect([notice(), shown()]).toEqual([null, 'Another page']);
  expect(onRefused.mock.lastCall?.[0]).toMatchObject({ damaged: 1 });
});

it('keeps the screen where rrweb fails altogether, and tries again when somebody seeks', () => {
  const { seek, unmount } = open();
  const play = vi.spyOn(Replayer.prototype, 'play').mockImplementation(() => {
    throw new TypeError('no such thing');
  });
  // Nor does it stop as it should.
  vi.spyOn(Replayer.prototype, 'destroy').mockImplementationOnce(() => {
    throw new TypeError('no such thing');
  });

  seek(500);
  expect(notice()).not.toBeNull();
  expect(document.querySelector('iframe')).toBeNull();
  play.mockRestore();
  seek(600);
  expect([notice(), shown()]).toEqual([null, 'A good page']);
  unmount();
});

it('shows the end where the clock runs past it in one step, as it does while much is cleaned', () => {
  const { clock } = open();

  act(() => {
    clock.play();
    // It waits until the rest is there.
    clock.tick(16);
    clock.availableTo = 3_000;
    clock.tick(5_000);
  });

  expect([clock.state().time, shown()]).toEqual([3_000, 'Another page']);
});
