import { hash } from 'node:crypto';
import { boundedMemo } from './bounded-memo.ts';
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

/** By secret, of the people that a container meets: each sends beacon after beacon, and hashing is a tenth of taking one. */
const named = boundedMemo(4, (secret) => boundedMemo(2_000, (text) => keyedHash(secret, text).slice(0, length)));

/** Whom a beacon tells of: `visitor.…` or `user.…`, keyed, since the ids of users can be guessed. */
export const subjectOf = (secret: string, project: string, kind: 'visitor' | 'user', id: string): string =>
  `${kind}.${named(secret)(`${kind}\n${project}\n${id}`)}`;
