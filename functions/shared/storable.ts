/** What a beacon says in a form that every store keeps. */

/**
 * Parsed JSON without what harms whoever keeps it. Half a character (of an emoji that was cut in two) becomes U+FFFD: a
 * table keeps text as UTF-8, which has no halves, and would not know a key with one again. JSON escapes alone can write
 * it, since the body is UTF-8. An own `__proto__`, which turns into a prototype when it is copied, is left out.
 */
export function mended(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map((inner) => mended(inner));
  if (!isRecord(value)) return value;
  // A new object, since to delete from one takes several times as long.
  const whole: Record<string, unknown> = {};
  for (const name in value) if (name !== '__proto__') whole[name.toWellFormed()] = mended(value[name]);
  return whole;
}

/**
 * A number as every store keeps it: from 1e-130 on DynamoDB counts as underflow, and past 2^53 − 1, where the digits are
 * not what was sent, it becomes text.
 */
export function storableNumber(number: number): number | string {
  if (Math.abs(number) < 1e-100) return 0;
  return Math.abs(number) > Number.MAX_SAFE_INTEGER ? String(number) : number;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
