/** What rotating and deleting does to a project's list of write keys. */
import { ApiError } from '#contracts/errors.ts';
import type { ProjectItem } from '../shared/project-items.ts';

export type Keys = ProjectItem['keys'];

const graceMs = 24 * 3_600_000;
/** Rotated keys that may work at a time; one more rotation stops the oldest at once. */
const maxRotated = 10;

export interface KeyChange {
  keys: Keys;
  /** Keys that stop working now. */
  removed: string[];
  /** The key that was current and works until then. */
  expiring?: { key: string; expiresAt: string };
}

/** Keys that still work, the current one first. */
export const workingKeys = (keys: Keys, now: Date): Keys =>
  keys.filter(({ expiresAt }) => expiresAt === null || Date.parse(expiresAt) > now.getTime());

/** Makes `key` the current one; the old one works 24 h longer. */
export function rotateKeys(keys: Keys, key: string, now: Date): KeyChange {
  const expiresAt = new Date(now.getTime() + graceMs).toISOString();
  const [current, ...rotated] = workingKeys(keys, now);
  if (!current) throw new Error('a project without a working key cannot be rotated');
  const kept = [
    { key, createdAt: now.toISOString(), expiresAt: null },
    { ...current, expiresAt },
    ...rotated.slice(0, maxRotated - 1),
  ];
  const stays = new Set(kept.map((one) => one.key));
  return {
    keys: kept,
    removed: keys.map((one) => one.key).filter((old) => !stays.has(old)),
    expiring: { key: current.key, expiresAt },
  };
}

/** Takes a rotated key out; the current one is 400, one that does not work (any longer) 404. */
export function removeKey(keys: Keys, key: string, now: Date): KeyChange {
  const working = workingKeys(keys, now);
  if (working[0]?.key === key) {
    throw new ApiError('invalid_request', 'this is the current write key; rotate it first, then delete the old one');
  }
  if (!working.some((one) => one.key === key)) throw new ApiError('not_found');
  return { keys: keys.filter((one) => one.key !== key), removed: [key] };
}
