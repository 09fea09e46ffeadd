import { ApiError } from '#contracts/errors.ts';

/** ms; dates end here, and the offset that follows goes into tables, which take no number past 2^53. */
const lastInstant = 8.64e15;

/** Values of the parameters that a query string has to have, in the order of `named`; throws `invalid_request` at a missing, second or other one. */
export function parameters<const Named extends readonly string[]>(
  text: string,
  named: Named,
): { [Index in keyof Named]: string };
export function parameters(text: string, named: readonly string[]): string[] {
  const query = new URLSearchParams(text);
  for (const name of query.keys()) {
    if (!named.includes(name)) {
      throw new ApiError('invalid_request', `query has unknown name "${name}"; known: ${named.join(', ')}`);
    }
  }
  return named.map((name) => {
    const [value, second] = query.getAll(name);
    if (value !== undefined && second === undefined) return value;
    const wrong = second === undefined ? 'missing' : 'given twice';
    throw new ApiError('invalid_request', `query parameter "${name}" is ${wrong}; give it once`);
  });
}

/** When a beacon was sent, ms by the page's clock, from the query string of the address that it came to. */
export function sentAtOf(query: string): number {
  const [, text] = beaconParameters(query);
  // Of nothing but blanks, Number makes 0.
  const sentAt = text.trim() ? Number(text) : Number.NaN;
  if (!(sentAt >= 0 && sentAt <= lastInstant)) {
    throw new ApiError('invalid_beacon', `query "t": expected ms since the epoch, a number from 0 to ${lastInstant}`);
  }
  return sentAt;
}

function beaconParameters(query: string): readonly [key: string, sentAt: string] {
  try {
    return parameters(query, ['k', 't']);
  } catch (error) {
    if (error instanceof ApiError) throw new ApiError('invalid_beacon', error.message);
    throw error;
  }
}
