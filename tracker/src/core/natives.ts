// The page may replace them later; we keep to what was there before us.
export const { now } = Date;
export const { stringify: json } = JSON;

function asItIs(this: Record<string, unknown>, name: string) {
  return this[name];
}
/** A line. Where the page has given arrays a `toJSON`, ours are told as they are. */
export const stringify = (line: object): string => json(line, asItIs);
