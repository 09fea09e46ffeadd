/** What a beacon says in a form that every store keeps. */

/**
 * Parsed JSON without what harms whoever keeps it. Half a character (of an emoji that was cut in two) becomes U+FFFD: a
 * table keeps text as UTF-8, which has no halves, and would not know a key with one again. JSON escapes alone can write
 * it, since the body is UTF-8. An own `__proto__`, which turns into a prototype when it is copied, is left out.
 */
export function mended(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return mendedList(value);
  return isRecord(value) ? mendedRecord(value) : value;
}

/** Itself where nothing is to mend, which is next to all of a body. */
function mendedList(value: unknown[]): unknown[] {
  let whole: unknown[] | undefined;
  for (let index = 0; index < value.length; index += 1) {
    const kept = mended(value[index]);
    if (kept !== value[index]) {
      whole ??= value.slice();
      whole[index] = kept;
    }
  }
  return whole ?? value;
}

function mendedRecord(value: Record<string, unknown>): Record<string, unknown> {
  // A new object, since to delete from one takes several times as long.
  let whole: Record<string, unknown> | undefined;
  for (const name in value) {
    const harmful = name === '__proto__';
    const keptName = name.toWellFormed();
    const kept = harmful ? undefined : mended(value[name]);
    if (harmful || kept !== value[name] || keptName !== name) whole ??= upTo(value, name);
    if (whole && !harmful) whole[keptName] = kept;
  }
  return whole ?? value;
}

/** The members before one. */
function upTo(value: Record<string, unknown>, end: string): Record<string, unknown> {
  const before: Record<string, unknown> = {};
  for (const name in value) {
    if (name === end) break;
    before[name] = value[name];
  }
  return before;
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
