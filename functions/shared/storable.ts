/** What a beacon says in a form that every store keeps. */

/**
 * Half a character (of an emoji that was cut in two) becomes U+FFFD, in place: a table keeps text as UTF-8, which
 * has no halves, and would not know a key with one again. JSON escapes alone can write it, since the body is UTF-8.
 */
export function mended(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) for (let index = 0; index < value.length; index += 1) value[index] = mended(value[index]);
  else if (isRecord(value)) {
    for (const name of Object.keys(value)) {
      const inner = mended(value[name]);
      if (!name.isWellFormed()) delete value[name];
      value[name.toWellFormed()] = inner;
    }
  }
  return value;
}

/** What no table takes: from 1e-130 on DynamoDB counts as underflow, and past 2^53 − 1 the digits are not what was sent. */
export function storableNumber(number: number): number | string {
  if (Math.abs(number) < 1e-100) return 0;
  return Math.abs(number) > Number.MAX_SAFE_INTEGER ? String(number) : number;
}

/** The same with numbers that every store keeps; one too large, which only properties and traits may hold, as text. */
export function storable<Value>(value: Value): Value;
export function storable(value: unknown): unknown {
  if (typeof value === 'number') return storableNumber(value);
  if (Array.isArray(value)) return value.map((inner) => storable(inner));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, storable(inner)]));
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
