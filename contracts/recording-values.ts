/** Reads what a line of `afterglow-1` is made of, of which nothing is trusted. */

/** A line that is not of the format; the decoder then waits for the next snapshot. */
export class RecordingFormatError extends Error {
  override readonly name = 'RecordingFormatError';
}

type Scalar = string | number | boolean | null;
export type Attributes = Record<string, Scalar>;

export const fail = (reason: string): never => {
  throw new RecordingFormatError(`The line is not of the format afterglow-1: ${reason}.`);
};
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : fail('a list is missing'));
export const text = (value: unknown): string => (typeof value === 'string' ? value : fail('a text is missing'));
export const number = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value) ? value : fail('a number is missing');
export const count = (value: unknown): number =>
  Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31
    ? (value as number)
    : fail('a count or id is missing');
/** An index in a sheet, or the way to one through nested rules. */
export const place = (value: unknown): number | number[] => (Array.isArray(value) ? value.map(count) : count(value));

/** What a page's parser takes for a name and `setAttribute` may refuse is left out, as is what is no attribute here. */
const attributeName = /^(?!__proto__$)[A-Za-z_:][-\w:.\u00b7-\uffff]*$/;
export const tagName = /^[A-Za-z][-\w.:\u00b7-\uffff]*$/;

/** Names and values in turn, from an index on. */
export function attributesOf(pairs: unknown[], from: number): Attributes {
  const attributes: Attributes = {};
  for (let at = from; at < pairs.length; at += 2) {
    const name = text(pairs[at]);
    const value = pairs[at + 1];
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean' && value !== null) {
      return fail('an attribute has no value');
    }
    if (attributeName.test(name)) attributes[name] = value;
  }
  return attributes;
}
