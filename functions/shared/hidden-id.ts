import { hash } from 'node:crypto';
import { keyedHash } from './keyed-hash.ts';

const length = 24;

/**
 * Stands for a random id in a key. Of what is erased only the key remains, as a tombstone, and it must
 * not tell whose it was; 144 bits of SHA-256.
 */
export const hiddenId = (project: string, id: string): string =>
  hash('sha256', `${project}\n${id}`, 'base64url').slice(0, length);

const visitorSubject = 'visitor.';
/** Characters of base64url that are 48 bits. */
const placeLength = 8;

/**
 * Where a visitor stands in the order in which visitors are sampled, by their name among a session's subjects: a
 * beginning of a keyed hash, so that no page can choose it. '' where there is none.
 */
export const visitorPlace = (subjects: readonly string[]): string =>
  (subjects.find((subject) => subject.startsWith(visitorSubject)) ?? visitorSubject).slice(
    visitorSubject.length,
    visitorSubject.length + placeLength,
  );

/** Whom a beacon tells of: `visitor.…` or `user.…`, keyed, since the ids of users can be guessed. */
export const subjectOf = (secret: string, project: string, kind: 'visitor' | 'user', id: string): string =>
  `${kind}.${keyedHash(secret, `${kind}\n${project}\n${id}`).slice(0, length)}`;
