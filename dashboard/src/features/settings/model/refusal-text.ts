import type { RefusalReason } from '#contracts/project.ts';

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
};
