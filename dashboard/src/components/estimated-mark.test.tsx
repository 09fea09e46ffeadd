import { MantineProvider } from '@mantine/core';
import { cleanup, render, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { EstimatedMark } from './estimated-mark.tsx';

const show = (...sampled: (number | undefined)[]) =>
  render(
    <MantineProvider>
      <EstimatedMark sampled={sampled} />
    </MantineProvider>,
  );

afterEach(cleanup);

it('says from how much numbers are estimated, by the least of what is shown', () => {
  show(0.21, undefined, 0.5);

  expect(screen.getByText('Estimated from 21% of sessions')).toBeDefined();
});

it('tells a small share from nothing', () => {
  show(0.0214);

  expect(screen.getByText('Estimated from 2.1% of sessions')).toBeDefined();
});

it('says nothing where all is exact', () => {
  show(undefined, undefined);

  expect(screen.queryByText(/Estimated/)).toBeNull();
});
