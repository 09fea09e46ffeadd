import { createMemoryHistory, type RouterHistory } from '@tanstack/react-router';
import { cleanup, configure, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Filter } from '#contracts/filter.ts';
import type { Job } from '#contracts/job.ts';
import type { Project } from '#contracts/project.ts';
import { defaultSettings } from '#contracts/project-settings.ts';
import { session } from '../lib/session.ts';
import { createApp } from './app.tsx';
import { type Asked, fakeServer, Refusal } from './fake-server.ts';

// A screen is a module of its own, and a machine at work on other tests takes its time to load it.
configure({ asyncUtilTimeout: 15_000 });

const project: Project = {
  id: 'p1',
  name: 'Garden shop',
  writeKey: 'ag_current',
  writeKeys: [{ key: 'ag_current', createdAt: '2026-05-01T00:00:00.000Z', expiresAt: null }],
  timeZone: 'Europe/Berlin',
  origins: [],
  settings: defaultSettings,
  role: 'owner',
  createdAt: '2026-05-01T00:00:00.000Z',
};
const numbers = {
  visitors: 40,
  sessions: 50,
  pageviews: 120,
  events: 8,
  bounceRate: 0.4,
  avgDurationMs: 65_000,
  recordedShare: 0.25,
};
const rangeOf = ({ query }: Asked) => ({ from: query.from ?? '', to: query.to ?? '', timeZone: project.timeZone });
const row = (value: string, count: number) => ({ value, count, visitors: count, sessions: count });

const signedIn = () => ({
  refresh: { accessToken: 'token', expiresIn: 900 },
  me: { id: 'u1', email: 'ada@shop.example', name: 'Ada' },
  listProjects: { items: [project], nextCursor: null },
  readProject: project,
  status: { firstEventAt: '2026-05-01T00:00:00.000Z', lastEventAt: '2026-05-02T00:00:00.000Z', refusals: [] },
  overview: (asked: Asked) => ({ range: rangeOf(asked), current: numbers, previous: { ...numbers, visitors: 20 } }),
  timeseries: (asked: Asked) => ({ range: rangeOf(asked), grain: 'day' as const, points: [] }),
  breakdown: (asked: Asked) => ({
    range: rangeOf(asked),
    items: asked.query.by === 'country' ? [row('DE', 30), row('FR', 10)] : [row(`${asked.query.by} one`, 12)],
    other: { visitors: 0, sessions: 0, count: 0 },
  }),
  pages: (asked: Asked) => ({ range: rangeOf(asked), items: [] }),
});

const job = (over: Partial<Job> = {}): Job => ({
  id: 'job_1',
  kind: 'erase-visitor',
  project: 'p1',
  subject: 'Ab12cD34',
  status: 'done',
  requestedAt: '2026-05-02T00:00:00.000Z',
  requestedBy: 'u1',
  startedAt: '2026-05-02T00:00:10.000Z',
  finishedAt: '2026-05-02T00:01:00.000Z',
  dueAt: '2026-05-03T00:00:00.000Z',
  progress: { done: 11, total: 11 },
  message: 'Done',
  receipt: { removed: [], remains: [] },
  download: null,
  ...over,
});

let history: RouterHistory;

function open(address: string): void {
  history = createMemoryHistory({ initialEntries: [address] });
  render(createApp({ history, retry: false }));
}

const filtersAsked = (asked: readonly Asked[], name: string): (Filter | undefined)[] =>
  asked.filter((one) => one.name === name).map(({ query }) => query.filter && JSON.parse(query.filter));
const filtersInAddress = (): unknown => new URLSearchParams(history.location.search).get('filters');

beforeEach(() => {
  session.end('signed out');
  localStorage.clear();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('signing in', () => {
  it('asks who is there and then goes on to the screen that was wanted, filters and all', async () => {
    const server = fakeServer({
      ...signedIn(),
      refresh: new Refusal(401, 'There is no refresh cookie; sign in.'),
      authStatus: { signUpOpen: true, stage: 'dev' },
      login: { accessToken: 'token', expiresIn: 900 },
    });
    open('/p/p1/settings?section=general&device=mobile');

    fireEvent.change(await screen.findByLabelText(/E-mail/), { target: { value: 'ada@shop.example' } });
    fireEvent.change(screen.getByLabelText(/^Password/), { target: { value: 'correct horse 1' } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));

    expect(await screen.findByDisplayValue('Garden shop')).toBeDefined();
    expect(history.location.search).toContain('device=mobile');
    expect(document.title).toBe('Settings · Afterglow');
    expect(server.asked.find(({ name }) => name === 'login')?.body).toEqual({
      email: 'ada@shop.example',
      password: 'correct horse 1',
    });
  });

  it('says why it was refused and stays', async () => {
    fakeServer({
      refresh: new Refusal(401, 'There is no refresh cookie; sign in.'),
      authStatus: { signUpOpen: false, stage: 'dev' },
      login: new Refusal(401, 'E-mail address or password is wrong.'),
    });
    open('/login');

    fireEvent.change(await screen.findByLabelText(/E-mail/), { target: { value: 'ada@shop.example' } });
    fireEvent.change(screen.getByLabelText(/^Password/), { target: { value: 'wrong' } });
    fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));

    expect((await screen.findByRole('alert')).textContent).toContain('E-mail address or password is wrong.');
    expect(screen.queryByText('Create an account')).toBeNull();
  });
});

describe('signing out', () => {
  it('asks for nothing more, and keeps no address for whoever signs in next', async () => {
    const nobody = new Refusal(401, 'Sign in.');
    const { asked, answers } = fakeServer({
      ...signedIn(),
      authStatus: { signUpOpen: false, stage: 'dev' },
      logout: () => {
        // From here on all is refused, as there is no cookie any more.
        for (const name of ['refresh', 'me', 'readProject', 'overview'] as const) answers[name] = nobody;
        return undefined;
      },
    });
    open('/p/p1/overview');
    // Once in the rail and once where the rail has no room.
    const [account] = await screen.findAllByRole('button', { name: /^Account of/ });
    fireEvent.click(account as HTMLElement);
    fireEvent.click(await screen.findByText('Sign out'));
    await screen.findByRole('heading', { name: 'Sign in' });

    const after = asked.slice(asked.findIndex(({ name }) => name === 'logout') + 1).map(({ name }) => name);
    expect(after.filter((name) => name !== 'authStatus')).toEqual([]);
    expect(history.location.search).toBe('');
  });
});

describe('the overview', () => {
  it('shows the numbers with what they changed', async () => {
    fakeServer(signedIn());
    open('/p/p1/overview');

    const visitors = await screen.findByRole('button', { name: /^Visitors.*40.*\+100%/s });
    expect(visitors.textContent).toContain('better');
    expect(visitors.getAttribute('aria-pressed')).toBe('true');
    expect(screen.getByText('Recorded 25% of these sessions')).toBeDefined();
  });

  it('filters everything by the value that is clicked, and leaves it out by Alt-click', async () => {
    const { asked } = fakeServer(signedIn());
    open('/p/p1/overview');

    fireEvent.click(await screen.findByRole('button', { name: 'Germany' }));
    await waitFor(() => expect(filtersAsked(asked, 'overview').at(-1)).toEqual(['is', 'country', ['DE']]));
    fireEvent.click(await screen.findByRole('button', { name: 'France' }), { altKey: true });

    const both: Filter = [
      'and',
      [
        ['is', 'country', ['DE']],
        ['not', ['is', 'country', ['FR']]],
      ],
    ];
    await waitFor(() => {
      for (const name of ['overview', 'timeseries', 'breakdown', 'pages']) {
        expect(filtersAsked(asked, name).at(-1), name).toEqual(both);
      }
    });
    expect(filtersInAddress()).toContain('"FR"');
    expect(screen.getByText('Country is Germany')).toBeDefined();
    expect(screen.getByText('Country is not France')).toBeDefined();
  });

  it.each(['/\u200b\u200d\ufeff', ' buy '])('filters by %j exactly as it is offered', async (value) => {
    const { asked } = fakeServer(signedIn());
    open('/p/p1/overview');

    fireEvent.click(await screen.findByRole('button', { name: 'Filter' }));
    fireEvent.change(await screen.findByLabelText('Field'), { target: { value: 'path' } });
    fireEvent.change(screen.getByLabelText('Value', { selector: 'input' }), { target: { value } });
    fireEvent.click(screen.getByText('Add filter'));

    await waitFor(() => expect(filtersAsked(asked, 'overview').at(-1)).toEqual(['is', 'path', [value]]));
  });

  it('leads from a value to its recordings', async () => {
    fakeServer(signedIn());
    open('/p/p1/overview?range=30d');

    const link = await screen.findByRole('link', { name: 'Recordings of Germany' });
    const target = new URL(link.getAttribute('href') ?? '', 'http://dashboard');

    expect(target.pathname).toBe('/p/p1/recordings');
    expect(target.searchParams.get('range')).toBe('30d');
    expect(JSON.parse(target.searchParams.get('filters') ?? '')).toEqual([
      { field: 'country', op: 'is', values: ['DE'] },
    ]);
  });

  it('keeps the rest of the screen when one card fails, and heals when asked again', async () => {
    const { answers } = fakeServer({ ...signedIn(), pages: new Refusal(503, 'Try again later.') });
    open('/p/p1/overview');

    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Try again later.');
    expect(await screen.findByRole('button', { name: 'Germany' })).toBeDefined();
    answers.pages = signedIn().pages;
    fireEvent.click(within(alert).getByRole('button', { name: 'Try again' }));

    expect(await screen.findByText(/No rage clicks in this range/)).toBeDefined();
  });

  it('waits for the first event with the snippet at hand, and notices it', async () => {
    const waiting = { firstEventAt: null, lastEventAt: null, refusals: [] };
    const { answers } = fakeServer({ ...signedIn(), status: waiting });
    open('/p/p1/overview');

    expect(await screen.findByText(/data-key="ag_current"/)).toBeDefined();
    expect(screen.getByText(/Waiting for the first event/)).toBeDefined();
    answers.status = signedIn().status;

    expect(await screen.findByRole('button', { name: 'Germany' }, { timeout: 5_000 })).toBeDefined();
  });

  it('says of every filtered number that is estimated from a part of the sessions, and of no other', async () => {
    const { overview, timeseries, breakdown, pages, ...rest } = signedIn();
    const estimated = ({ query }: Asked) => (query.filter ? { sampled: 0.21 } : {});
    const hurt = {
      path: '/',
      pageviews: 9,
      visitors: 9,
      clicks: 9,
      rageClicks: 3,
      deadClicks: 0,
      errors: 0,
      recordings: 0,
    };
    fakeServer({
      ...rest,
      overview: (asked) => ({ ...overview(asked), ...estimated(asked) }),
      timeseries: (asked) => ({ ...timeseries(asked), ...estimated(asked) }),
      breakdown: (asked) => ({ ...breakdown(asked), ...estimated(asked) }),
      pages: (asked) => ({ ...pages(asked), items: [hurt], ...estimated(asked) }),
    });
    open('/p/p1/overview');
    fireEvent.click(await screen.findByRole('button', { name: /^Germany/ }));
    const mark = 'Estimated from 21% of sessions';

    for (const name of ['Numbers', 'Pages', 'Locations', 'What hurts']) {
      const card = await screen.findByRole('region', { name });
      expect(await within(card).findByText(mark), name).toBeDefined();
    }
    fireEvent.click(screen.getByRole('button', { name: /Remove.*Germany/ }));
    await waitFor(() => expect(screen.queryByText(mark)).toBeNull());
  });
});

describe('the settings', () => {
  it('send what was changed and nothing that is not valid', async () => {
    const { asked } = fakeServer({ ...signedIn(), patchProject: { ...project, name: 'Plant shop' } });
    open('/p/p1/settings?section=general');
    const patches = () => asked.filter(({ name }) => name === 'patchProject').map(({ body }) => body);

    fireEvent.change(await screen.findByDisplayValue('Garden shop'), { target: { value: 'Plant shop' } });
    const origins = screen.getByLabelText(/Origins/, { selector: 'input' });
    origins.focus();
    fireEvent.change(origins, { target: { value: 'shop.example' } });
    fireEvent.keyDown(origins, { key: 'Enter' });
    screen.getByRole('button', { name: 'Save' }).focus();
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));

    expect(await screen.findByText(/write an origin as https:\/\/host/)).toBeDefined();
    expect(patches()).toEqual([]);
    // What is refused may be out of sight.
    await waitFor(() => expect(document.activeElement).toBe(origins));
    fireEvent.keyDown(origins, { key: 'Backspace' });
    fireEvent.click(screen.getByRole('button', { name: 'Save' }));

    await waitFor(() => expect(patches()).toEqual([{ name: 'Plant shop', timeZone: 'Europe/Berlin', origins: [] }]));
  });

  it('delete the project only when its name is typed, and then show its job', async () => {
    const { asked } = fakeServer({
      ...signedIn(),
      jobs: { items: [job({ kind: 'erase-project' })], nextCursor: null },
    });
    open('/p/p1/settings?section=danger');
    const deleted = () => asked.some(({ name }) => name === 'deleteProject');

    const name = await screen.findByLabelText(/Garden shop/);
    const button = screen.getByRole<HTMLButtonElement>('button', { name: 'Delete the project' });
    fireEvent.change(name, { target: { value: 'garden shop' } });
    expect(button.disabled).toBe(true);
    fireEvent.change(name, { target: { value: 'Garden shop' } });
    fireEvent.click(button);

    await waitFor(() => expect(deleted()).toBe(true));
    await waitFor(() => expect(history.location.pathname).toBe('/jobs'));
    expect(await screen.findByText('Project deleted')).toBeDefined();
  });

  it('erase a visitor only once what goes is read and confirmed, and tell a wrong id', async () => {
    const { asked } = fakeServer({ ...signedIn(), jobs: { items: [], nextCursor: null } });
    open('/p/p1/settings?section=data');
    const erased = () => asked.flatMap(({ name, params }) => (name === 'deleteVisitor' ? [params.vid] : []));
    const visitor = '3b241101-e2bb-4255-8caf-4136c566a962';

    const id = await screen.findByRole('textbox', { name: 'Visitor id' });
    fireEvent.change(id, { target: { value: 'Ada' } });
    fireEvent.click(screen.getByRole('button', { name: 'Erase…' }));
    expect(await screen.findByText(/A visitor id has 36/)).toBeDefined();
    fireEvent.change(id, { target: { value: ` ${visitor.toUpperCase()}` } });
    fireEvent.click(screen.getByRole('button', { name: 'Erase…' }));
    expect(await screen.findByText(/Every session of this visitor/)).toBeDefined();
    expect(erased()).toEqual([]);
    fireEvent.click(screen.getByRole('button', { name: 'Erase the visitor' }));

    await waitFor(() => expect(erased()).toEqual([visitor]));
  });

  it('export a user by any id, and show progress, receipts and what can be downloaded', async () => {
    const removed = [{ store: 'tally', what: 'sessions', count: 3 }];
    const remains = [{ store: 'stream', until: '2026-05-03T00:00:00.000Z' }];
    const running = job({
      id: 'job_2',
      status: 'running',
      progress: { done: 2, total: 11 },
      message: 'Looks for sessions',
    });
    const parts = [{ url: '/api/jobs/job_3/parts/0', bytes: 12_345 }];
    const exported = job({
      id: 'job_3',
      kind: 'export-user',
      receipt: null,
      download: { expiresAt: '2026-05-09T00:00:00.000Z', parts },
    });
    const { asked } = fakeServer({
      ...signedIn(),
      jobs: { items: [running, exported, job({ receipt: { removed, remains } })], nextCursor: null },
      job: running,
      exportUser: exported,
    });
    open('/p/p1/settings?section=data');

    fireEvent.click(await screen.findByRole('radio', { name: 'User id' }));
    const id = await screen.findByRole('textbox', { name: 'User id' });
    fireEvent.change(id, { target: { value: 'a/b' } });
    fireEvent.click(screen.getByRole('button', { name: 'Export' }));

    await waitFor(() => expect(asked.find(({ name }) => name === 'exportUser')?.params.uid).toBe('~YS9i'));
    expect(await screen.findByLabelText('Erasing a visitor: 2 of 11 steps')).toBeDefined();
    expect(screen.getByText('Looks for sessions')).toBeDefined();
    expect(screen.getByRole('button', { name: 'Download (13 KB)' })).toBeDefined();
    expect(screen.getByText('sessions, each now an empty tombstone').previousSibling?.textContent).toBe('3');
  });
});

describe('the keyboard', () => {
  const press = (key: string, target: EventTarget = document.body): void => {
    fireEvent.keyDown(target as Element, { key });
  };

  it('goes to a screen by g and a letter and keeps the filters', async () => {
    fakeServer(signedIn());
    open('/p/p1/overview?device=tablet');
    await screen.findByRole('button', { name: 'Germany' });

    press('g');
    press('s');

    await waitFor(() => expect(history.location.pathname).toBe('/p/p1/settings'));
    expect(history.location.search).toContain('device=tablet');
  });

  it('lists its keys at ?, opens the filter at / and leaves typing alone', async () => {
    fakeServer(signedIn());
    open('/p/p1/overview');
    await screen.findByRole('button', { name: 'Germany' });

    press('/');
    const value = await screen.findByLabelText('Value', { selector: 'input' });
    press('?', value);
    expect(screen.queryByText('Previous or next event')).toBeNull();
    press('?');

    expect(await screen.findByText('Previous or next event')).toBeDefined();
  });
});
