/**
 * Holds a value against a shape: first by predicates made once, which nearly every value passes untouched, and only
 * else by a walk that drops what is not known or says what is wrong and where. Past 200 lines, because predicate and
 * walk of each kind of shape have to agree.
 */
import { isRecord, storableNumber } from '../storable.ts';
import type { Field, Scalar, Shape } from './shape.ts';

export type Checked<Value> = { ok: true; value: Value } | { ok: false; place: string; message: string };

export interface Checker<Value> {
  /** Whether the value fits as it is: no field too many, and every number one that any store keeps. */
  fits(value: unknown): boolean;
  /** The value without unknown fields and with every number as stores keep it, or what is wrong with it. */
  check(value: unknown): Checked<Value>;
}

/** What checks values of a shape; `Value` is the type of the schema that the shape was made from. */
export function checkerOf<Value>(shape: Shape): Checker<Value> {
  return {
    fits: predicate(shape),
    check(value) {
      const walked = walk(shape, value);
      return walked instanceof Problem ? walked.told() : { ok: true, value: walked as Value };
    },
  };
}

type Predicate = (value: unknown) => boolean;

const predicates = new WeakMap<Shape, Predicate>();
function predicate(shape: Shape): Predicate {
  const made = predicates.get(shape) ?? newPredicate(shape);
  predicates.set(shape, made);
  return made;
}

function newPredicate(shape: Shape): Predicate {
  switch (shape.is) {
    case 'any':
      return () => true;
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'null':
      return (value) => value === null;
    case 'value': {
      const [only] = shape.of;
      return shape.of.length === 1 ? (value) => value === only : (value) => shape.of.includes(value as Scalar);
    }
    case 'text': {
      const { min = 0, max = Number.POSITIVE_INFINITY } = shape;
      const pattern = patternOf(shape.pattern);
      return (value) =>
        typeof value === 'string' && value.length >= min && value.length <= max && (!pattern || pattern.test(value));
    }
    case 'number':
      return numberPredicate(shape);
    case 'list': {
      const item = predicate(shape.item);
      const { max = Number.POSITIVE_INFINITY } = shape;
      return (value) => {
        if (!Array.isArray(value) || value.length > max) return false;
        for (let index = 0; index < value.length; index += 1) if (!item(value[index])) return false;
        return true;
      };
    }
    case 'tuple': {
      const items = shape.items.map(predicate);
      return (value) => {
        if (!Array.isArray(value) || value.length !== items.length) return false;
        for (let index = 0; index < items.length; index += 1) if (!items[index]?.(value[index])) return false;
        return true;
      };
    }
    case 'record':
      return recordPredicate(predicate(shape.key), predicate(shape.value), shape.max ?? Number.POSITIVE_INFINITY);
    case 'object':
      return objectPredicate(shape.fields, shape.rest === 'kept');
    case 'either': {
      const of = shape.of.map(predicate);
      return (value) => of.some((one) => one(value));
    }
    case 'kinds': {
      const of = new Map(Object.entries(shape.of).map(([kind, one]) => [kind, predicate(one)]));
      return (value) => isRecord(value) && (of.get(value[shape.by] as string)?.(value) ?? false);
    }
  }
}

/** -0 and what is next to nothing, or past the safe integers, is not what a table would give back: that does not fit. */
function numberPredicate({ min, max, whole }: Extract<Shape, { is: 'number' }>): Predicate {
  const low = Math.max(min ?? Number.MIN_SAFE_INTEGER, Number.MIN_SAFE_INTEGER);
  const high = Math.min(max ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  return (value) =>
    typeof value === 'number' &&
    value >= low &&
    value <= high &&
    (value >= 1e-100 || value <= -1e-100 || Object.is(value, 0)) &&
    (!whole || Number.isInteger(value));
}

function recordPredicate(key: Predicate, inner: Predicate, max: number): Predicate {
  return (value) => {
    if (!isRecord(value)) return false;
    let keys = 0;
    for (const name in value) {
      keys += 1;
      if (keys > max || !key(name) || !inner(value[name])) return false;
    }
    return true;
  };
}

function objectPredicate(fields: Readonly<Record<string, Field>>, restKept: boolean): Predicate {
  const names = Object.keys(fields);
  const required = Object.values(fields).map((field) => field.optional !== true);
  const checks = Object.values(fields).map((field) => predicate(field));
  return (value) => {
    if (!isRecord(value)) return false;
    let known = 0;
    for (let index = 0; index < names.length; index += 1) {
      const inner = value[names[index] as string];
      if (inner !== undefined) {
        known += 1;
        if (!checks[index]?.(inner)) return false;
      } else if (required[index]) return false;
    }
    if (restKept) return true;
    for (const _ in value) known -= 1;
    return known === 0;
  };
}

/** What is wrong with a value, and where in it: whoever looked at a part of it on the way adds the part's name. */
class Problem {
  readonly path: (string | number)[] = [];
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }

  within(name: string | number): this {
    this.path.unshift(name);
    return this;
  }

  told() {
    return { ok: false as const, place: this.path.join('.'), message: this.message };
  }
}

function walk(shape: Shape, value: unknown): unknown {
  // Of a value with one field too many the rest fits as it is: only what does not is copied.
  if (predicate(shape)(value)) return value;
  switch (shape.is) {
    case 'list':
      if (!Array.isArray(value)) break;
      if (value.length > (shape.max ?? Number.POSITIVE_INFINITY)) break;
      return walkList(value, () => shape.item);
    case 'tuple':
      if (!Array.isArray(value) || value.length !== shape.items.length) break;
      return walkList(value, (index) => shape.items[index] as Shape);
    case 'record':
      if (!isRecord(value)) break;
      return walkRecord(shape, value);
    case 'object':
      if (!isRecord(value)) break;
      return walkObject(shape, value);
    case 'either': {
      for (const one of shape.of) {
        const found = walk(one, value);
        if (!(found instanceof Problem)) return found;
      }
      break;
    }
    case 'kinds': {
      const kind = isRecord(value) ? value[shape.by] : undefined;
      if (typeof kind === 'string' && Object.hasOwn(shape.of, kind)) return walk(shape.of[kind] as Shape, value);
      return new Problem(`expected one of ${Object.keys(shape.of).join(', ')}`).within(shape.by);
    }
    case 'number':
      if (typeof value === 'number' && Number.isFinite(value) && inRange(shape, value)) return storableNumber(value);
      break;
  }
  return new Problem(`expected ${describe(shape)}`);
}

const inRange = ({ min, max, whole }: Extract<Shape, { is: 'number' }>, value: number): boolean =>
  (min === undefined || value >= min) && (max === undefined || value <= max) && (!whole || Number.isSafeInteger(value));

function walkList(value: readonly unknown[], shapeAt: (index: number) => Shape): unknown {
  const kept: unknown[] = [];
  for (let index = 0; index < value.length; index += 1) {
    const found = walk(shapeAt(index), value[index]);
    if (found instanceof Problem) return found.within(index);
    kept.push(found);
  }
  return kept;
}

function walkRecord(shape: Extract<Shape, { is: 'record' }>, value: Record<string, unknown>): unknown {
  const kept: Record<string, unknown> = {};
  const names = Object.keys(value);
  if (names.length > (shape.max ?? Number.POSITIVE_INFINITY)) return new Problem(`expected ${describe(shape)}`);
  for (const name of names) {
    if (walk(shape.key, name) instanceof Problem) {
      return new Problem(`expected a name that is ${describe(shape.key)}`).within(name);
    }
    const found = walk(shape.value, value[name]);
    if (found instanceof Problem) return found.within(name);
    kept[name] = found;
  }
  return kept;
}

function walkObject(shape: Extract<Shape, { is: 'object' }>, value: Record<string, unknown>): unknown {
  const kept: Record<string, unknown> = shape.rest === 'kept' ? { ...value } : {};
  for (const [name, field] of Object.entries(shape.fields)) {
    if (!Object.hasOwn(value, name) || value[name] === undefined) {
      if (field.optional) continue;
      return new Problem(`missing; expected ${describe(field)}`).within(name);
    }
    const found = walk(field, value[name]);
    if (found instanceof Problem) return found.within(name);
    kept[name] = found;
  }
  const extra = shape.rest === 'refused' && Object.keys(value).find((name) => !Object.hasOwn(shape.fields, name));
  return extra ? new Problem(`unknown; known are ${Object.keys(shape.fields).join(', ')}`).within(extra) : kept;
}

/** A shape as it is said in a sentence. */
function describe(shape: Shape): string {
  switch (shape.is) {
    case 'any':
      return 'a value';
    case 'boolean':
      return 'true or false';
    case 'null':
      return 'null';
    case 'value':
      return shape.of.map((one) => JSON.stringify(one)).join(' or ');
    case 'text': {
      const { min, max, pattern } = shape;
      const length = min
        ? ` of ${min} to ${max ?? 'more'} characters`
        : max === undefined
          ? ''
          : ` of at most ${max} characters`;
      return `text${length}${pattern === undefined ? '' : ` that matches ${pattern}`}`;
    }
    case 'number': {
      const { min, max, whole } = shape;
      const from = min === undefined ? '' : ` from ${min}`;
      return `a ${whole ? 'whole ' : ''}number${from}${max === undefined ? '' : ` to ${max}`}`;
    }
    case 'list':
      return shape.max === undefined ? 'a list' : `a list of at most ${shape.max}`;
    case 'tuple':
      return `a list of ${shape.items.length}`;
    case 'record':
      return shape.max === undefined ? 'an object' : `an object of at most ${shape.max} properties`;
    case 'object':
    case 'kinds':
      return 'an object';
    case 'either':
      return shape.of.map(describe).join(' or ');
  }
}

const patterns = new Map<string, RegExp>();
function patternOf(source: string | undefined): RegExp | undefined {
  if (source === undefined) return undefined;
  const known = patterns.get(source) ?? new RegExp(source);
  patterns.set(source, known);
  return known;
}
