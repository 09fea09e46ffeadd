import { Replayer } from '@rrweb/replay';
import type { eventWithTime } from '@rrweb/types';
import { cleanup, render } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { element, event, meta, page, snapshot, text } from '../../../lib/replay/page-for-test.ts';
import { RecordedPage, type ShownPage } from './recorded-page.tsx';

function open(...events: eventWithTime[]) {
  const [onShown, onDamaged] = [vi.fn<(page: ShownPage | null) => void>(), vi.fn<(isDamaged: boolean) => void>()];
  render(<RecordedPage {...{ events, onShown, onDamaged }} project="p1" files={[]} />);
  return { shown: onShown.mock.lastCall?.[0] ?? null, isDamaged: onDamaged.mock.lastCall?.[0] };
}
const document = (...childNodes: object[]) => snapshot({ type: 0, id: 1, childNodes });

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

it('shows the page as it was recorded, as wide as the window was', () => {
  const { shown, isDamaged } = open(meta, page(element('p', {}, [text('Hello')])));

  expect(isDamaged).toBe(false);
  expect(shown?.document.body.textContent?.trim()).toBe('Hello');
  expect(shown?.width).toBe(800);
});

it('takes the size of the window from what says one', () => {
  const { shown } = open(event(4, null), event(4, { href: '', width: 'x', height: {} }), meta, page());

  expect(shown?.width).toBe(800);
});

it.each([
  ['has no element', [meta, document()]],
  ['has no body', [meta, document(element('html'))]],
  ['is all there is', [page()]],
])('tells that a page is damaged which %s', (_, events) => {
  expect(open(...events)).toEqual({ shown: null, isDamaged: true });
});

it('tells that a page is damaged at which rrweb fails', () => {
  vi.spyOn(Replayer.prototype, 'pause').mockImplementation(() => {
    throw new TypeError('no such thing');
  });

  expect(open(meta, page())).toEqual({ shown: null, isDamaged: true });
});
