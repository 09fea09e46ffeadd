import { createMemoryHistory } from '@tanstack/react-router';
import { cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Project } from '#contracts/project.ts';
import { defaultSettings } from '#contracts/project-settings.ts';
import type { ProjectStatus } from '#contracts/project-status.ts';
import { session } from '../lib/session.ts';
import { createApp } from './app.tsx';
import { fakeServer } from './fake-server.ts';

// A screen is a module of its own, and a machine at work on other tests takes its time to load it.
configure({ asyncUtilTimeout: 15_000 });

const project: Project = {
  id: 'p1',
  name: 'Garden shop',
  writeKey: 'ag_current',
  writeKeys: [{ key: 'ag_current', createdAt: '2026-05-01T00:00:00.000Z', expiresAt: null }],
  timeZone: 'Europe/Berlin',
  origins: ['https://*.garden.example', 'https://garden.example'],
  settings: defaultSettings,
  role: 'owner',
  createdAt: '2026-05-01T00:00:00.000Z',
};

beforeEach(() => {
  session.end('signed out');
  localStorage.clear();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

/** Opens a section; what is sent to change the project. */
function open(section: string, { status, over }: { status?: Partial<ProjectStatus>; over?: Partial<Project> } = {}) {
  const shown = { ...project, ...over };
  const { asked } = fakeServer({
    refresh: { accessToken: 'token', expiresIn: 900 },
    me: { id: 'u1', email: 'ada@shop.example', name: 'Ada' },
    listProjects: { items: [shown], nextCursor: null },
    readProject: shown,
    patchProject: shown,
    callerAddress: { address: '203.0.113.7' },
    status: { firstEventAt: null, lastEventAt: null, lastConfigAt: null, refusals: [], ...status },
  });
  const history = createMemoryHistory({ initialEntries: [`/p/p1/settings?section=${section}`] });
  render(createApp({ history, retry: false }));
  return () => asked.filter(({ name }) => name === 'patchProject').map(({ body }) => body as object);
}

const enter = (label: RegExp | string, text: string) => {
  const input = screen.getByLabelText(label, { selector: 'input' });
  input.focus();
  fireEvent.change(input, { target: { value: text } });
  fireEvent.keyDown(input, { key: 'Enter' });
};
const save = (index = 0) => fireEvent.click(screen.getAllByRole('button', { name: 'Save' })[index] as HTMLElement);

it('saves anonymity, Do Not Track and what is left out, one’s own address with one click', async () => {
  const patches = open('privacy');

  fireEvent.click(await screen.findByLabelText(/All visitors are anonymous/));
  fireEvent.click(screen.getByLabelText('Count as anonymous'));
  fireEvent.click(screen.getByRole('button', { name: 'Add the address I come from' }));
  expect(await screen.findByText('203.0.113.7')).toBeDefined();
  enter(/^Hosts/, 'staging.example.com');
  enter(/^Paths(?! to)/, '/admin');
  expect(screen.getByLabelText('address that leaves your browser out').textContent).toBe(
    'https://garden.example/?afterglow=ignore',
  );
  save();

  await waitFor(() =>
    expect(patches()).toEqual([
      {
        settings: {
          privacy: { ...defaultSettings.privacy, anonymous: true, dnt: 'anonymous' },
          paths: defaultSettings.paths,
          exclude: { addresses: ['203.0.113.7'], paths: ['/admin'], hosts: ['staging.example.com'] },
        },
      },
    ]),
  );
});

it('refuses an address that is none, and says how to write one', async () => {
  const patches = open('privacy');

  await screen.findByLabelText(/All visitors are anonymous/);
  enter(/^Addresses/, '203.0.113');
  save();

  expect(await screen.findByText(/write an address as 203\.0\.113\.7/)).toBeDefined();
  expect(patches()).toEqual([]);
});

it('saves when a recording begins, for how long, and on what', async () => {
  const patches = open('recording');

  fireEvent.change(await screen.findByLabelText(/Sessions recorded/), { target: { value: '25' } });
  fireEvent.click(screen.getByLabelText('Mobile'));
  fireEvent.click(screen.getByLabelText(/When an error occurs/));
  fireEvent.change(screen.getByLabelText(/Only visits of at least/), { target: { value: '10' } });
  enter(/On one of these pages/, '/checkout/*');
  save();

  await waitFor(() =>
    expect(patches()).toEqual([
      {
        settings: {
          recording: {
            ...defaultSettings.recording,
            sampling: 0.25,
            devices: ['desktop', 'tablet'],
            startOnError: true,
            minSeconds: 10,
            startPaths: ['/checkout/*'],
          },
          eventDays: 395,
        },
      },
    ]),
  );
});

it('takes both names of an own address or none, and shows it in the snippet', async () => {
  const delivery = { path: 'lib', file: 'kit' };
  const patches = open('install', { over: { settings: { ...defaultSettings, delivery } } });

  expect((await screen.findByLabelText('snippet for HTML')).textContent).toContain('/lib/kit.js"');
  fireEvent.change(screen.getByLabelText('File'), { target: { value: '' } });
  save();
  expect(await screen.findByText('Give both names, or none')).toBeDefined();
  fireEvent.change(screen.getByLabelText('Path'), { target: { value: 'api' } });
  fireEvent.change(screen.getByLabelText('File'), { target: { value: 'kit' } });
  save();
  expect(await screen.findByText(/taken by Afterglow itself/)).toBeDefined();
  fireEvent.change(screen.getByLabelText('Path'), { target: { value: 'shed' } });
  save();

  await waitFor(() => expect(patches()).toEqual([{ settings: { delivery: { path: 'shed', file: 'kit' } } }]));
});

it('says why nothing arrives, and what a pasted policy stops', async () => {
  open('doctor', {
    status: {
      refusals: [
        {
          at: new Date().toISOString(),
          reason: 'unknown_key',
          detail: 'garden.example, with a key that ends in wxyz',
          count: 4,
        },
      ],
    },
  });

  const findings = await screen.findByRole('list', { name: 'Findings' });
  expect(findings.textContent).toContain('A page of yours uses a write key that does not work');
  expect(findings.textContent).toContain('ends in wxyz');
  fireEvent.change(screen.getByLabelText('Content-Security-Policy'), { target: { value: "script-src 'self' *" } });
  expect(screen.getByText('It lets the tracker work')).toBeDefined();
  fireEvent.change(screen.getByLabelText('Content-Security-Policy'), { target: { value: "default-src 'self'" } });
  expect(screen.getByText(/Stops its settings and beacons: add http:\/\/localhost/)).toBeDefined();
  fireEvent.change(screen.getByLabelText('Content-Security-Policy'), { target: { value: '200' } });
  expect(screen.getByText('There is no directive in it.')).toBeDefined();
});
