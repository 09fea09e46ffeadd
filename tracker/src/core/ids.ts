import { now } from './natives.ts';

const digits = (count: number, radix: number) =>
  [...crypto.getRandomValues(new Uint8Array(count))].map((byte) => (byte % radix).toString(radix)).join('');

/** A random UUID, version 7, made at `at`, in ms. */
export function uuid(at = now()): string {
  // No crypto.randomUUID: pages on plain http have none.
  return `0${at.toString(16)}7${digits(18, 16)}`.replace(/(.{8})(.{4})(.{4})(.{3})/, '$1-$2-$3-a$4-');
}

/** 110 random bits as 22 characters that base64url has too. */
export const secret = (): string => digits(22, 32);
