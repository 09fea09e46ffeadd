import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import type { Heatmap } from '#contracts/answers.ts';
import { meta, page, snapshot } from '../../../lib/replay/page-for-test.ts';
import { useSnapshot } from '../hooks/use-snapshot.ts';
import { HeatmapView } from './heatmap-view.tsx';

vi.mock('../hooks/use-snapshot.ts');

const heatmap: Heatmap = {
  range: { from: '', to: '', timeZone: 'UTC' },
  samples: 3,
  page: { width: 800, height: 600 },
  snapshot: null,
  elements: [
    {
      ...{ selector: '#buy', label: '\u202eyuB', count: 3, share: 1, visitors: 2 },
      ...{ points: [], page: { x: 1, y: 2 } },
    },
  ],
};

function open(recorded: typeof meta) {
  vi.mocked(useSnapshot).mockReturnValue({
    state: { status: 'ready', events: [meta, recorded], files: [] },
    retry: () => {},
  });
  render(
    <MantineProvider>
      <HeatmapView
        {...{ project: 'p1', path: '/', type: 'click', device: 'desktop', heatmap, stale: false }}
        onType={() => {}}
        onDevice={() => {}}
        failure={null}
        recordings={null}
      />
    </MantineProvider>,
  );
}
const notice = () => screen.queryByText(/The recording of this page is damaged/);

afterEach(cleanup);

it('says in place of a damaged page that the heat lies on a blank one, and keeps all else', () => {
  open(snapshot({ type: 0, id: 1, childNodes: [] }));

  expect(notice()?.textContent).toContain('The next recorded visit brings another.');
  expect(screen.getByText('3 clicks')).toBeDefined();
  expect(screen.getByText('‹U+202E›yuB')).toBeDefined();
});

it('says nothing of the kind of a page that is shown', () => {
  open(page());

  expect(notice()).toBeNull();
});
