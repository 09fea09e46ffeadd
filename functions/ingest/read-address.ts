import { ApiError } from '#contracts/errors.ts';

/** ms; dates end here, and the offset that follows goes into tables, which take no number past 2^53. */
const lastInstant = 8.64e15;

/** Parameters of a query string; one that is not `known`, or comes twice, is refused. */
export function parameters(query: URLSearchParams, known: readonly string[]): Map<string, string> {
  const given = new Map<string, string>();
  for (const [name, value] of query) {
    if (!known.includes(name)) {
      throw new ApiError('invalid_request', `query has unknown name "${name}"; known: ${known.join(', ')}`);
    }
    if (given.has(name)) {
      throw new ApiError('invalid_request', `query parameter "${name}" is given twice; give it once`);
    }
    given.set(name, value);
  }
  return given;
}

/** When a beacon was sent, ms by the page's clock, from the address that it came to. */
export function sentAtOf(query: URLSearchParams): number {
  const text = beaconParameters(query).get('t');
  if (text === undefined || text.trim() === '') {
    throw new ApiError('invalid_beacon', 'query "t" is empty; send the time of sending in ms since the epoch');
  }
  const sentAt = Number(text);
  if (!(sentAt >= 0 && sentAt <= lastInstant)) {
    throw new ApiError('invalid_beacon', `query "t": expected a number from 0 to ${lastInstant}, the last date`);
  }
  return sentAt;
}

function beaconParameters(query: URLSearchParams): Map<string, string> {
  try {
    return parameters(query, ['k', 't']);
  } catch (error) {
    if (error instanceof ApiError) throw new ApiError('invalid_beacon', error.message);
    throw error;
  }
}
