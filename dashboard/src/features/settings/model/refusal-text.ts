import type { RefusalReason } from '#contracts/project-status.ts';

/** Why a beacon was refused, and what to do about it. */
export const refusalText: Record<RefusalReason, { what: string; todo: string }> = {
  origin_refused: {
    what: 'The site is not on the list of origins',
    todo: 'Add its origin under General, or empty the list to accept all.',
  },
  session_refused: {
    what: 'A session was continued by another browser',
    todo: 'Nothing to do if it is rare: the tracker begins a new session. If it is frequent, look for copied cookies or a proxy that rewrites beacons.',
  },
  invalid_beacon: {
    what: 'What was sent is not a beacon',
    todo: 'Load t.js from this server, not a copy of it. If a program of yours sends events, compare it with the API documentation.',
  },
  too_large: {
    what: 'What was sent at once is too large',
    todo: 'Block or ignore the part of the page that changes very much (Privacy), such as a large animated drawing.',
  },
  consent_missing: {
    what: 'The visitor had not consented',
    todo: "Call afterglow('consent', true) when your consent banner is accepted.",
  },
  unknown_key: {
    what: 'A page of yours uses a write key that does not work',
    todo: 'Copy the snippet again: the key was deleted, has expired after a rotation, or was cut when it was copied.',
  },
  rate_limited: {
    what: 'More came at once than the limits allow',
    todo: 'The tracker sends it again later. If it is your own traffic, raise the limit under Limits; if it is not, rotate the key.',
  },
  quota_exceeded: {
    what: "The month's quota is used up",
    todo: 'Raise the quota under Limits, or record a smaller share of sessions.',
  },
  excluded: {
    what: 'The visit is left out by your settings',
    todo: 'Look at the addresses, paths and hosts under Privacy, if you miss your own visits while you test.',
  },
  bot: {
    what: 'A program visited, not a person',
    todo: 'Nothing to do: bots are in no number and no list. Test with a browser that a person uses.',
  },
  anonymous: {
    what: 'Something was left out of what a visitor without a name sent',
    todo: 'Nothing to do: anonymous visitors are neither recorded nor identified. It ends when open pages load again.',
  },
  csp: {
    what: "The page's Content-Security-Policy stops the tracker",
    todo: 'Allow this server in script-src and connect-src, as the installation guide shows.',
  },
};
