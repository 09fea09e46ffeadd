import { createMemoryHistory, type RouterHistory } from '@tanstack/react-router';
import { cleanup, configure, fireEvent, render, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createApp } from '../../../app/app.tsx';
import { fakeServer, Refusal } from '../../../app/fake-server.ts';
import { chosenPassword } from '../chosen-password.ts';

// A screen is a module of its own, and a machine at work on other tests takes its time to load it.
configure({ asyncUtilTimeout: 15_000 });

const email = 'ada@shop.example';
const password = 'correct horse 1';
let history: RouterHistory;

function open(address: string) {
  const server = fakeServer({
    refresh: new Refusal(401, 'There is no refresh cookie; sign in.'),
    authStatus: { signUpOpen: true, stage: 'dev' },
    signUp: { message: 'A code is on its way.' },
    confirm: { message: 'The address is confirmed; sign in.' },
  });
  history = createMemoryHistory({ initialEntries: [address] });
  render(createApp({ history, retry: false }));
  return server;
}

async function type(label: RegExp, value: string): Promise<void> {
  fireEvent.change(await screen.findByLabelText(label), { target: { value } });
}

const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));

async function signUp(): Promise<void> {
  await type(/^E-mail/, email);
  await type(/^Password/, password);
  press('Create account');
  await screen.findByRole('heading', { name: 'Confirm your address' });
}

const stored = () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]);

beforeEach(() => {
  chosenPassword.forget();
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('confirming an address', () => {
  it('sends the password of the sign-up along, and keeps it nowhere but in memory', async () => {
    const { asked } = open('/signup');
    await signUp();
    const between = decodeURIComponent(history.location.href) + stored();
    expect(screen.queryByLabelText(/Choose a password/)).toBeNull();
    await type(/^Code/, '123456');
    press('Confirm');
    await screen.findByRole('heading', { name: 'Sign in' });

    expect(asked.find(({ name }) => name === 'confirm')?.body).toEqual({ email, code: '123456', password });
    expect(between).not.toContain(password);
    expect(decodeURIComponent(history.location.href) + stored()).not.toContain(password);
    await waitFor(() => expect(chosenPassword.of(email)).toBeUndefined());
  });

  it('asks for a password when none is known, as after a reload', async () => {
    const { asked } = open(`/confirm?email=${email}`);
    await type(/^Code/, '123456');
    await type(/Choose a password/, 'another horse 2');
    press('Confirm');
    await screen.findByRole('heading', { name: 'Sign in' });

    expect(asked.find(({ name }) => name === 'confirm')?.body).toEqual({
      email,
      code: '123456',
      password: 'another horse 2',
    });
  });

  it('keeps the password for a second try when the code was wrong', async () => {
    const { asked, answers } = open('/signup');
    const confirmed = answers.confirm;
    answers.confirm = new Refusal(400, 'The code is wrong or has expired; ask for a new one.');
    await signUp();
    await type(/^Code/, '000000');
    press('Confirm');
    await screen.findByRole('alert');
    answers.confirm = confirmed;
    await type(/^Code/, '123456');
    press('Confirm');
    await screen.findByRole('heading', { name: 'Sign in' });

    expect(asked.filter(({ name }) => name === 'confirm').map(({ body }) => body)).toEqual([
      { email, code: '000000', password },
      { email, code: '123456', password },
    ]);
  });

  it('does not give one address the password of another', async () => {
    const { asked } = open('/signup');
    await signUp();
    await type(/^E-mail/, 'bob@shop.example');
    await type(/Choose a password/, 'of bob alone 3');
    await type(/^Code/, '123456');
    press('Confirm');
    await screen.findByRole('heading', { name: 'Sign in' });

    expect(asked.find(({ name }) => name === 'confirm')?.body).toMatchObject({
      email: 'bob@shop.example',
      password: 'of bob alone 3',
    });
  });
});
