/** What a beacon says in a form that every store keeps. */

/**
 * Parsed JSON without what harms whoever keeps it. Half a character (of an emoji that was cut in two) becomes U+FFFD: a
 * table keeps text as UTF-8, which has no halves, and would not know a key with one again. JSON escapes alone can write
 * it, since the body is UTF-8. An own `__proto__`, which turns into a prototype when it is copied, is left out.
 */
export const mended = (value: unknown): unknown =>
  copyOf(value, (one) => (typeof one === 'string' ? one.toWellFormed() : one));

/** What no table takes: from 1e-130 on DynamoDB counts as underflow, and past 2^53 − 1 the digits are not what was sent. */
export function storableNumber(number: number): number | string {
  if (Math.abs(number) < 1e-100) return 0;
  return Math.abs(number) > Number.MAX_SAFE_INTEGER ? String(number) : number;
}

/** The same with numbers that every store keeps; one too large, which only properties and traits may hold, as text. */
export function storable<Value>(value: Value): Value;
export function storable(value: unknown): unknown {
  return copyOf(value, (one) => (typeof one === 'number' ? storableNumber(one) : one));
}

/** New objects, since to delete from one takes several times as long. `scalarOf`: what becomes of all that is none. */
function copyOf(value: unknown, scalarOf: (one: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((inner) => copyOf(inner, scalarOf));
  if (!isRecord(value)) return scalarOf(value);
  const copy: Record<string, unknown> = {};
  for (const name in value) if (name !== '__proto__') copy[name.toWellFormed()] = copyOf(value[name], scalarOf);
  return copy;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
