import { none } from '#contracts/fields.ts';
import type { Filter, FilterLeaf } from '#contracts/filter.ts';
import type { SessionItem } from '../shared/tally-items.ts';

/** Names a path or an event on which `path` and `event` conditions are tested; absent: on any of the session. */
export interface Focus {
  path?: string;
  event?: string;
}

/** Whether a session satisfies a parsed filter. */
export function matches(filter: Filter, session: SessionItem, focus: Focus = {}): boolean {
  const [op] = filter;
  if (op === 'and') return (filter[1] as Filter[]).every((part) => matches(part, session, focus));
  if (op === 'or') return (filter[1] as Filter[]).some((part) => matches(part, session, focus));
  if (op === 'not') return !matches(filter[1] as Filter, session, focus);
  return holds(filter as FilterLeaf, session, focus);
}

/** Whether a filter has a condition on this field. */
export function hasField(filter: Filter, field: string): boolean {
  const [op] = filter;
  if (op === 'and' || op === 'or') return (filter[1] as Filter[]).some((part) => hasField(part, field));
  return op === 'not' ? hasField(filter[1] as Filter, field) : filter[1] === field;
}

function holds([op, field, values]: FilterLeaf, session: SessionItem, focus: Focus): boolean {
  const held = valuesOf(field, session, focus);
  if (op === 'exists') {
    const exists = held.some((value) => value !== '' && value !== none);
    return values.length === 0 ? exists : values.some((wanted) => wanted === exists);
  }
  return held.some((value) => values.some((wanted) => compare(op, value, wanted)));
}

function valuesOf(field: string, session: SessionItem, focus: Focus): (string | number)[] {
  switch (field) {
    case 'path':
      return focus.path === undefined ? session.pages.map(({ path }) => path) : [focus.path];
    case 'event':
      return focus.event === undefined ? Object.keys(session.eventNames) : [focus.event];
    case 'visitorId':
      return [session.visitor];
    default:
      return [session[field as keyof SessionItem] as string | number];
  }
}

function compare(op: FilterLeaf[0], value: string | number, wanted: string | number | boolean): boolean {
  if (typeof value === 'number') {
    const number = Number(wanted);
    switch (op) {
      case 'gt':
        return value > number;
      case 'gte':
        return value >= number;
      case 'lt':
        return value < number;
      case 'lte':
        return value <= number;
      default:
        return value === number;
    }
  }
  const text = value === '' ? none : value;
  const operand = String(wanted);
  switch (op) {
    case 'contains':
      return text.toLowerCase().includes(operand.toLowerCase());
    case 'startsWith':
      return text.startsWith(operand);
    case 'matches':
      return globMatches(operand, text);
    default:
      return text === operand;
  }
}

/**
 * `*` stands for any run of characters, all else for itself; no regular expression, so no pattern is slow.
 * Takes at most pattern × text steps.
 */
export function globMatches(pattern: string, text: string): boolean {
  let at = 0;
  let read = 0;
  let star = -1;
  let retry = 0;
  while (read < text.length) {
    if (pattern[at] === '*') {
      star = at;
      retry = read;
      at += 1;
    } else if (at < pattern.length && pattern[at] === text[read]) {
      at += 1;
      read += 1;
    } else if (star >= 0) {
      at = star + 1;
      retry += 1;
      read = retry;
    } else {
      return false;
    }
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}
