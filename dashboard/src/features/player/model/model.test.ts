import { EventType, type eventWithTime, IncrementalSource } from '@rrweb/types';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { activityHistogram, inactiveStretches, isActivity, stretchAt } from './activity.ts';
import { cover, missingAt } from './coverage.ts';
import { correctTimes, documentOffset, frameOffset } from './document-clock.ts';
import { pagePlaces } from './page-place.ts';
import { clockText, nextSpeed, skipSpeed } from './playback-time.ts';
import { initialState } from './recording-state.ts';
import { viewOf } from './recording-view.ts';
import { tabAt, tabSwitches } from './tab-switches.ts';
import { describeEvent, lastIndexAt, markOf, matchesQuery } from './timeline-event.ts';

const scroll = (timestamp: number): eventWithTime => ({
  type: EventType.IncrementalSnapshot,
  timestamp,
  data: { source: IncrementalSource.Scroll, id: 1, x: 0, y: 0 },
});

describe('inactiveStretches', () => {
  it('leaves a second on each side, and starts and ends with the recording', () => {
    expect(inactiveStretches([8_000, 9_000, 20_000], 40_000)).toEqual([
      { from: 0, to: 7_000 },
      { from: 10_000, to: 19_000 },
      { from: 21_000, to: 40_000 },
    ]);
  });

  it('never covers a moment of activity', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 100_000 })), (given) => {
        const times = given.toSorted((a, b) => a - b);
        const stretches = inactiveStretches(times, 100_001);

        expect(times.filter((time) => stretchAt(stretches, time))).toEqual([]);
        expect(stretches.every(({ from, to }) => from < to)).toBe(true);
      }),
    );
  });
});

describe('activityHistogram', () => {
  it('puts every moment into its bin, the last one too, by the root of its share', () => {
    expect(activityHistogram([0, 10, 20, 30, 99, 100], 100, 4)).toEqual([1, Math.sqrt(1 / 3), 0, Math.sqrt(2 / 3)]);
  });

  it('is flat for nothing and for no length', () => {
    expect(activityHistogram([], 100, 3)).toEqual([0, 0, 0]);
    expect(activityHistogram([1], 0, 3)).toEqual([0, 0, 0]);
  });
});

describe('isActivity', () => {
  it('tells what a person did from what the page did', () => {
    const mutation = { removes: [], adds: [], texts: [], attributes: [], source: IncrementalSource.Mutation } as const;

    expect(isActivity(scroll(1))).toBe(true);
    expect(isActivity({ ...scroll(1), data: mutation } as unknown as eventWithTime)).toBe(false);
    expect(isActivity({ type: EventType.Load, timestamp: 1, data: {} })).toBe(false);
  });
});

describe('documentOffset', () => {
  const frame = {
    object: 'a',
    range: [0, 9] as [number, number],
    document: 'd',
    tab: 't',
    seq: 4,
    from: 5_000,
    to: 6_000,
    keyframe: true,
  };
  const open = { offset: 40, analytics: [], events: [scroll(1_000_300), scroll(1_000_200)], from: 1_000_200 };

  it('is what the lowest frame says', () => {
    expect(documentOffset(1_000_000, { frame, open }, true)).toBe(40);
  });

  it('follows from the manifest when playback began in the middle', () => {
    expect(documentOffset(1_000_000, { frame, open }, false)).toBe(4_800);
  });

  it('is for a frame no further than a day from what the frame says, as where its first event is of 1970', () => {
    const offset = documentOffset(1e12, { frame, open: { ...open, from: 1 } }, false);

    expect([offset, 4_800, -1e12].map((each) => frameOffset(each, open))).toEqual([86_400_040, 4_800, -86_399_960]);
  });
});

describe('correctTimes', () => {
  const meta = (timestamp: number): eventWithTime => ({
    type: EventType.Meta,
    timestamp,
    data: { href: 'https://shop.test/', width: 800, height: 600 },
  });
  const picture = (timestamp: number): eventWithTime => ({
    type: EventType.FullSnapshot,
    timestamp,
    data: { node: { type: 0, childNodes: [], id: 1 }, initialOffset: { left: 0, top: 0 } },
  });
  const timesOf = (...[events, options]: Parameters<typeof correctTimes>) =>
    correctTimes(events, options).map(({ timestamp }) => timestamp);

  it('shifts by the offset and never goes back', () => {
    const options = { offset: 100, floor: 112, viewedAt: undefined };

    expect(timesOf([scroll(10), scroll(5), scroll(30)], options)).toEqual([112, 112, 130]);
  });

  it('shows a page from its pageview on, where its first picture came shortly after', () => {
    const events = [meta(2_000), picture(2_100), scroll(2_200), picture(2_300)];

    expect(timesOf(events, { offset: 100, floor: 0, viewedAt: 500 })).toEqual([600, 600, 2_300, 2_400]);
    // Not before what the page before it told last, and not after itself.
    expect(timesOf(events, { offset: 100, floor: 900, viewedAt: 500 })).toEqual([900, 900, 2_300, 2_400]);
    expect(timesOf(events, { offset: 0, floor: 0, viewedAt: 2_050 })).toEqual([2_000, 2_050, 2_200, 2_300]);
    expect(timesOf(events, { offset: 0, floor: 0, viewedAt: 9_000 })).toEqual([2_000, 2_100, 2_200, 2_300]);
  });

  it('shows no picture that was taken long after the pageview earlier than it was taken', () => {
    const events = [meta(60_000), picture(60_100)];

    expect(timesOf(events, { offset: 0, floor: 0, viewedAt: 500 })).toEqual([60_000, 60_100]);
    expect(timesOf([scroll(700)], { offset: 0, floor: 0, viewedAt: 500 })).toEqual([700]);
  });
});

describe('cover and missingAt', () => {
  it('joins what touches and asks for what lies ahead', () => {
    const covered = cover(cover([{ from: 0, to: 100 }], { from: 300, to: Infinity }), { from: 100, to: 150 });

    expect(covered).toEqual([
      { from: 0, to: 150 },
      { from: 300, to: Infinity },
    ]);
    expect(missingAt(covered, 20, 50)).toBeNull();
    expect(missingAt(covered, 120, 50)).toBe(150);
    expect(missingAt(covered, 200, 50)).toBe(200);
    expect(missingAt(covered, 1e9, 50)).toBeNull();
  });
});

describe('tabSwitches', () => {
  it('follows the hand from tab to tab', () => {
    const switches = tabSwitches(
      [
        { id: 'a', from: 0 },
        { id: 'b', from: 5_000 },
      ],
      [
        { t: 9_000, tab: 'a' },
        { t: 6_000, tab: 'b' },
        { t: 1_000, tab: 'a' },
      ],
    );

    expect([0, 5_999, 6_000, 8_999, 9_000].map((t) => tabAt(switches, t))).toEqual(['a', 'a', 'b', 'b', 'a']);
    expect(tabAt([], 5)).toBeUndefined();
  });
});

describe('pagePlaces', () => {
  it('follows documents, in-page navigation and resizing', () => {
    const meta: eventWithTime = {
      type: EventType.Meta,
      timestamp: 1_000,
      data: { href: 'https://shop.test/a?x=1', width: 1200, height: 800 },
    };
    const resize: eventWithTime = {
      type: EventType.IncrementalSnapshot,
      timestamp: 4_000,
      data: { source: IncrementalSource.ViewportResize, width: 900, height: 700 },
    };
    const route = { id: 'p', t: 2_000, tab: 't', event: { kind: 'pageview', at: 3_000, path: '/b' } as never };

    expect(pagePlaces([meta, resize], [route], 1_000)).toEqual([
      { t: 0, address: 'https://shop.test/a?x=1', width: 1200, height: 800 },
      { t: 2_000, address: 'https://shop.test/b', width: 1200, height: 800 },
      { t: 3_000, address: 'https://shop.test/b', width: 900, height: 700 },
    ]);
  });
});

describe('pagePlaces of what was made up', () => {
  it('takes no address that is none', () => {
    const data = { href: { toString: 1 }, width: 800, height: 600, t: 'x' };
    const meta = { type: EventType.Meta, timestamp: 1_000, data } as unknown as eventWithTime;

    expect(pagePlaces([meta], [], 1_000)).toEqual([{ t: 0, address: '', width: 800, height: 600 }]);
  });
});

describe('pagePlaces before the first picture', () => {
  it('knows host and size from it already', () => {
    const meta: eventWithTime = {
      type: EventType.Meta,
      timestamp: 1_400,
      data: { href: 'https://shop.test/cart', width: 390, height: 844 },
    };
    const opened = { id: 'p', t: 0, tab: 't', event: { kind: 'pageview', at: 1_000, path: '/cart' } as never };

    expect(pagePlaces([meta], [opened], 1_000)[0]).toEqual({
      t: 0,
      address: 'https://shop.test/cart',
      width: 390,
      height: 844,
    });
  });
});

describe('playback time', () => {
  it('writes clocks, steps speeds and runs through stretches in a moment', () => {
    expect([0, 67_000, 3_723_000].map(clockText)).toEqual(['0:00', '1:07', '1:02:03']);
    expect([nextSpeed(1, -1), nextSpeed(1, 1), nextSpeed(8, 1)]).toEqual([1, 2, 8]);
    expect(skipSpeed(12_000, 1)).toBe(100);
    expect(skipSpeed(1e7, 1)).toBe(360);
    expect(skipSpeed(100, 8)).toBe(8);
  });
});

describe('timeline events', () => {
  const error = { kind: 'error', at: 1, path: '/cart', message: 'x is undefined' } as const;

  it('have one mark, one line, and are found by their words', () => {
    expect(markOf(error)).toBe('error');
    expect(markOf({ kind: 'time', at: 1, path: '/', view: 1, visible: 1, active: 1 })).toBeUndefined();
    expect(describeEvent(error)).toEqual({ title: 'JavaScript error', detail: 'x is undefined' });
    expect(matchesQuery(error, 'Undefined cart')).toBe(true);
    expect(matchesQuery(error, 'checkout')).toBe(false);
  });

  it('tell what films and sounds did among what else happened, whose files are not kept', () => {
    const media = (timestamp: number, type: number, currentTime: unknown) =>
      ({
        type: EventType.IncrementalSnapshot,
        timestamp,
        data: { source: IncrementalSource.MediaInteraction, type, id: 7, currentTime },
      }) as eventWithTime;
    const stream = [
      media(1_500, 0, 2.5),
      scroll(1_600),
      media(3_000, 3, 4),
      media(4_000, 2, 'far'),
      media(5_000, 1, 65),
    ];
    const timeline = [{ id: 'd/0/0', t: 1_000, tab: 't', event: error }];

    const { events } = viewOf({ ...initialState, startedAt: 1_000, streams: new Map([['t', stream]]), timeline });

    expect(events.map(({ t, event }) => [t, describeEvent(event).title, describeEvent(event).detail])).toEqual([
      [500, 'Media played', 'at 0:02'],
      [1_000, 'JavaScript error', 'x is undefined'],
      [3_000, 'Media moved', ''],
      [4_000, 'Media paused', 'at 1:05'],
    ]);
    expect(events.map(({ event }) => matchesQuery(event, 'media 1:05'))).toEqual([false, false, false, true]);
  });

  it('are found by time', () => {
    const events = [{ t: 1 }, { t: 5 }, { t: 5 }, { t: 9 }];

    expect([0, 1, 5, 8, 99].map((t) => lastIndexAt(events, t))).toEqual([-1, 0, 2, 2, 3]);
  });
});
