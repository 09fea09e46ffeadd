import { MantineProvider } from '@mantine/core';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { usePlayerKeys } from '../hooks/use-player-keys.ts';
import { PlaybackClock } from '../model/playback-clock.ts';
import type { RecordingView } from '../model/recording-view.ts';
import type { TimelineEvent } from '../model/timeline-event.ts';
import { Timeline } from './timeline.tsx';

const event = (t: number, kind: 'click' | 'rage', label = 'Buy'): TimelineEvent => ({
  id: `${t}`,
  t,
  tab: 't',
  event: {
    kind,
    at: t,
    path: '/',
    selector: '#buy',
    label,
    clicks: 3,
    x: 0,
    y: 0,
    pageX: 0,
    pageY: 0,
    pageWidth: 1,
    pageHeight: 1,
  },
});
const view: RecordingView = {
  histogram: [0, 1, 0.5],
  inactive: [{ from: 20_000, to: 60_000 }],
  switches: [],
  places: new Map(),
  events: [event(10_000, 'click', '\u202eyuB'), event(70_000, 'rage')],
  console: [],
  network: [],
  files: [],
};
const actions = { previous: vi.fn(), next: vi.fn(), copyLink: vi.fn(), toggleFullScreen: vi.fn() };
let clock: PlaybackClock;

function Screen() {
  usePlayerKeys({ clock, events: view.events, actions, on: true });
  return (
    <MantineProvider>
      <Timeline clock={clock} duration={100_000} view={view} gaps={[]} />
      <input aria-label="search" />
      <button type="button">Play</button>
    </MantineProvider>
  );
}

beforeEach(() => {
  clock = new PlaybackClock();
  clock.duration = 100_000;
  render(<Screen />);
});
afterEach(() => {
  cleanup();
  vi.clearAllMocks();
});

const press = (key: string, init: KeyboardEventInit = {}, target: Element = document.body) =>
  fireEvent.keyDown(target, { key, ...init });

describe('Timeline', () => {
  it('seeks where it is pressed, and says the time', () => {
    const slider = screen.getByRole('slider', { name: 'Time' });
    slider.getBoundingClientRect = () => DOMRect.fromRect({ x: 100, y: 0, width: 400, height: 40 });
    slider.setPointerCapture = () => {};
    slider.hasPointerCapture = () => false;

    fireEvent.pointerDown(slider, { clientX: 300, pointerId: 1 });

    expect(clock.state().time).toBe(50_000);
    expect(slider.getAttribute('aria-valuetext')).toBe('0:50 of 1:40');
  });

  it('goes to its ends by Home and End, as a slider does', () => {
    const slider = screen.getByRole('slider', { name: 'Time' });

    press('End', {}, slider);
    expect(clock.state().time).toBe(100_000);
    press('Home', {}, slider);
    expect(clock.state().time).toBe(0);
  });

  it('names what is under the pointer', () => {
    const slider = screen.getByRole('slider', { name: 'Time' });
    slider.getBoundingClientRect = () => DOMRect.fromRect({ x: 0, y: 0, width: 100, height: 40 });
    slider.hasPointerCapture = () => false;

    fireEvent.pointerMove(slider, { clientX: 70 });

    expect(slider.textContent).toContain('Rage click, 3 clicks Buy');
    // What turns the direction of writing shows as its code.
    fireEvent.pointerMove(slider, { clientX: 10 });
    expect(slider.textContent).toContain('Clicked ‹U+202E›yuB');
  });
});

describe('the keys of the player', () => {
  it('play, move, jump from event to event and change speed', () => {
    press(' ');
    expect(clock.state().playing).toBe(true);
    press('ArrowRight');
    press('ArrowRight');
    press('ArrowLeft');
    expect(clock.state().time).toBe(5_000);
    press('ArrowRight', { shiftKey: true });
    press('ArrowRight', { shiftKey: true });
    expect(clock.state().time).toBe(70_000);
    press('ArrowLeft', { shiftKey: true });
    expect(clock.state().time).toBe(10_000);
    press(']');
    press(']');
    press('[');
    expect(clock.state().speed).toBe(2);
  });

  it('lead to neighbours, full screen and the link', () => {
    for (const key of ['n', 'p', 'f', 'c']) press(key);

    for (const action of Object.values(actions)) expect(action).toHaveBeenCalledOnce();
  });

  it('stay out of typing, of pressing buttons and of the browser’s own', () => {
    press('n', {}, screen.getByLabelText('search'));
    press(' ', {}, screen.getByRole('button', { name: 'Play' }));
    press('f', { ctrlKey: true });

    expect(actions.next).not.toHaveBeenCalled();
    expect(actions.toggleFullScreen).not.toHaveBeenCalled();
    expect(clock.state().playing).toBe(false);
  });
});
