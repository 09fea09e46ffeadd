import { ApiError } from '#contracts/errors.ts';
import { type FieldType, type FilterField, filterFields } from '#contracts/fields.ts';
import { type Filter, type FilterOperator, filterLimits, filterOperators } from '#contracts/filter.ts';

const textOperators: readonly FilterOperator[] = ['is', 'contains', 'startsWith', 'matches', 'exists'];
const numberOperators: readonly FilterOperator[] = ['is', 'gt', 'gte', 'lt', 'lte', 'exists'];
/** Fields that only the raw events can answer. */
const laterFields = /^(trait\..+|event\..+)$/;

const invalid = (place: string, reason: string): ApiError => new ApiError('invalid_filter', `${place}: ${reason}`);

/**
 * The filter of a request, checked as a whole: shape, limits, fields, operators and values.
 * @throws ApiError `invalid_filter` naming the place, `filter_not_supported` for a field that cannot be answered yet
 */
export function parseFilter(text: string | undefined): Filter | undefined {
  if (text === undefined) return undefined;
  if (Buffer.byteLength(text) > filterLimits.bytes) {
    throw invalid('filter', `longer than ${filterLimits.bytes} bytes`);
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw invalid('filter', 'not JSON; write it like ["is","country",["DE"]], URL-encoded');
  }
  const leaves = { count: 0 };
  return checked(json, 'filter', 1, leaves);
}

function checked(value: unknown, place: string, depth: number, leaves: { count: number }): Filter {
  if (!Array.isArray(value)) throw invalid(place, 'not a list like ["is","country",["DE"]]');
  if (depth > filterLimits.depth) throw invalid(place, `nested deeper than ${filterLimits.depth}`);
  const [op, ...rest] = value as unknown[];
  if (op === 'and' || op === 'or') {
    const [parts] = rest;
    if (rest.length !== 1 || !Array.isArray(parts)) throw invalid(place, `"${op}" takes one list of filters`);
    return [op, parts.map((part, index) => checked(part, `${place}[1][${index}]`, depth + 1, leaves))];
  }
  if (op === 'not') {
    if (rest.length !== 1) throw invalid(place, '"not" takes one filter');
    return ['not', checked(rest[0], `${place}[1]`, depth + 1, leaves)];
  }
  if (!filterOperators.includes(op as FilterOperator)) {
    throw invalid(
      `${place}[0]`,
      `unknown operator ${JSON.stringify(op)}; known are and, or, not, ${filterOperators.join(', ')}`,
    );
  }
  leaves.count += 1;
  if (leaves.count > filterLimits.leaves) throw invalid(place, `more than ${filterLimits.leaves} conditions`);
  return leaf(op as FilterOperator, rest, place);
}

function leaf(op: FilterOperator, rest: unknown[], place: string): Filter {
  const [field, values = []] = rest;
  if (rest.length > 2) throw invalid(place, 'a condition has an operator, a field and a list of values');
  if (typeof field !== 'string') throw invalid(`${place}[1]`, 'the field is not a name');
  if (laterFields.test(field)) {
    throw new ApiError(
      'filter_not_supported',
      `${place}[1]: "${field}" cannot be filtered by yet; use session fields.`,
    );
  }
  if (!Object.hasOwn(filterFields, field)) throw invalid(`${place}[1]`, `unknown field ${JSON.stringify(field)}`);
  const { type } = filterFields[field as FilterField] as { type: FieldType };
  const allowed = type === 'number' ? numberOperators : textOperators;
  if (!allowed.includes(op))
    throw invalid(`${place}[0]`, `"${op}" does not go with ${field}; use ${allowed.join(', ')}`);
  if (!Array.isArray(values)) throw invalid(`${place}[2]`, 'the values are not a list');
  if (op !== 'exists' && values.length === 0) throw invalid(`${place}[2]`, 'no value is given');
  values.forEach((value, index) => {
    const right =
      op === 'exists' ? typeof value === 'boolean' : typeof value === (type === 'number' ? 'number' : 'string');
    const wanted = op === 'exists' ? 'true or false' : type === 'number' ? 'a number' : 'a text';
    if (!right) throw invalid(`${place}[2][${index}]`, `not ${wanted}`);
  });
  return [op, field, values as (string | number | boolean)[]];
}
