import { randomInt } from 'node:crypto';

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Random digits below a radix of up to 62. */
export type Digits = (radix: number, length: number) => string;

/** Uniform digits from the system's source of randomness. */
export const randomDigits: Digits = (radix, length) => Array.from({ length }, () => base62[randomInt(radix)]).join('');

/** Id of a project: lower case, since it is part of what frames are sealed with; ids sort by time of creation. */
export const projectId = (at: Date, digits: Digits): string =>
  `prj_${at.getTime().toString(36).padStart(9, '0')}${digits(36, 12).toLowerCase()}`;

/** A public write key: it says which project, never who. */
export const writeKey = (digits: Digits): string => `ag_${digits(62, 24)}`;

/** Random part of a job's id. */
export const jobDigits = (digits: Digits): string => digits(36, 16).toLowerCase();
