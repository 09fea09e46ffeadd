import { EventType, type eventWithTime, IncrementalSource } from '@rrweb/types';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createReplayer } from './create-replayer.ts';
import { element, event, meta, page, snapshot, text } from './page-for-test.ts';

const at = (timestamp: number, one: eventWithTime): eventWithTime => ({ ...one, timestamp });
const scroll = (timestamp: number) =>
  at(timestamp, event(EventType.IncrementalSnapshot, { source: IncrementalSource.Scroll, id: 3, x: 0, y: 0 }));

function open(...events: eventWithTime[]) {
  const root = document.createElement('div');
  document.body.append(root);
  const [onPage, onFailed] = [vi.fn(), vi.fn()];
  const safe = createReplayer({ root, events, project: 'p1', files: [], title: 'T', onPage, onFailed });
  if (!safe.replayer) throw new Error('nothing to show');
  return { safe, replayer: safe.replayer, onPage, onFailed };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('createReplayer', () => {
  it('tells of every page whether it is shown, one that is damaged among others too', () => {
    const { replayer, onPage, safe } = open(
      at(1_000, meta),
      at(1_001, page(element('p', {}, [text('first')]))),
      at(2_000, meta),
      at(2_001, snapshot({ type: 0, id: 1, childNodes: [] })),
      at(3_000, meta),
      at(3_001, page(element('p', {}, [text('third')]))),
      scroll(4_000),
    );
    const shownAt = (t: number) => {
      onPage.mockClear();
      replayer.pause(t);
      return [onPage.mock.lastCall?.[0], replayer.iframe.contentDocument?.body?.textContent.trim()];
    };

    expect(shownAt(500)).toEqual([true, 'first']);
    expect(shownAt(1_500)[0]).toBe(false);
    expect(shownAt(2_500)).toEqual([true, 'third']);
    expect(safe.refusals.damaged).toBe(1);
    expect(safe.size).toEqual({ width: 800, height: 600 });
  });

  it('lets a change that rrweb fails at cost that change alone, and counts it once', () => {
    const { replayer, onFailed, safe } = open(
      at(1_000, meta),
      at(1_001, page(element('p'))),
      scroll(1_500),
      scroll(2_000),
    );
    vi.spyOn(replayer as unknown as { applyScroll(): void }, 'applyScroll').mockImplementationOnce(() => {
      throw new TypeError('no such thing');
    });

    replayer.pause(900);

    expect(onFailed).toHaveBeenCalledOnce();
    expect(safe.refusals.damaged).toBe(1);
    expect(replayer.iframe.contentDocument?.querySelector('p')).not.toBeNull();
  });

  it('says of a page that rrweb fails to build that it is not shown', () => {
    const { replayer, onPage } = open(at(1_000, meta), at(1_001, page(element('p'))), scroll(1_500));
    vi.spyOn(replayer as unknown as { insertStyleRules(): void }, 'insertStyleRules').mockImplementation(() => {
      throw new TypeError('no such thing');
    });

    replayer.pause(400);

    expect(onPage.mock.calls).toEqual([[false]]);
  });

  it('plays to the end where a step of the pointer fails that was put off', async () => {
    const move = { source: IncrementalSource.MouseMove, positions: [{ x: 1, y: 1, id: 3, timeOffset: 0 }] };
    const { replayer, onFailed } = open(
      at(1_000, meta),
      at(1_001, page(element('p'))),
      at(1_002, event(EventType.IncrementalSnapshot, move)),
      scroll(1_003),
    );
    vi.spyOn(replayer as unknown as { moveAndHover(): void }, 'moveAndHover').mockImplementation(() => {
      throw new TypeError('no such thing');
    });
    const finished = vi.fn();
    replayer.on('finish', finished);

    replayer.play(1);

    await vi.waitFor(() => expect(finished).toHaveBeenCalledOnce());
    expect(onFailed).toHaveBeenCalledOnce();
  });
});
