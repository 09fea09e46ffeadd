/** Notes what must not happen on a page of the dashboard. */
import type { Page } from 'playwright-core';

export interface Watched {
  /** Errors in the console, exceptions, and breaches of the Content-Security-Policy. */
  errors: string[];
  /** Requests that left for another origin. */
  foreign: string[];
  /** The Content-Security-Policy of every document that was loaded. */
  policies: (string | undefined)[];
}

/** Chromium's own line for an answer that the dashboard expects: nobody is signed in yet. */
const isSignedOutAnswer = (text: string, address: string): boolean =>
  address.endsWith('/api/auth/refresh') && text.includes('401');

export function watchPage(page: Page, origin: string): Watched {
  const watched: Watched = { errors: [], foreign: [], policies: [] };
  page.on('console', (message) => {
    const { url } = message.location();
    const text = message.text();
    const isBreach = /content security policy/i.test(text);
    if (message.type() !== 'error' && !isBreach) return;
    if (!isSignedOutAnswer(text, url)) watched.errors.push(`${text} (${url})`);
  });
  page.on('pageerror', (error) => watched.errors.push(String(error.stack ?? error)));
  page.on('crash', () => watched.errors.push('the page crashed'));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== origin) watched.foreign.push(request.url());
  });
  page.on('response', (response) => {
    const request = response.request();
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
      watched.policies.push(response.headers()['content-security-policy']);
    }
  });
  return watched;
}
