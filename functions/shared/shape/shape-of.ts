import * as z from 'zod/mini';
import type { Field, Scalar, Shape } from './shape.ts';

/** What zod keeps of a schema: more than its types tell, and the same for all schemas. */
interface Definition {
  type: string;
  checks?: { _zod: { def: Check } }[];
  shape?: Record<string, z.ZodMiniType>;
  catchall?: z.ZodMiniType;
  element?: z.ZodMiniType;
  items?: z.ZodMiniType[];
  rest?: z.ZodMiniType | null;
  keyType?: z.ZodMiniType;
  valueType?: z.ZodMiniType;
  innerType?: z.ZodMiniType;
  options?: z.ZodMiniType[];
  discriminator?: string;
  values?: Scalar[];
  entries?: Record<string, string>;
  check?: string;
  format?: string;
}
interface Check {
  check: string;
  format?: string;
  pattern?: RegExp;
  minimum?: number;
  maximum?: number;
  value?: number;
  inclusive?: boolean;
}

const definitionOf = (schema: z.ZodMiniType): Definition => schema._zod.def as unknown as Definition;

/** The shape of a schema. Throws for what a shape cannot say, so that a contract never promises more than is checked. */
export function shapeOf(schema: z.ZodMiniType): Shape {
  const definition = definitionOf(schema);
  const { type } = definition;
  switch (type) {
    case 'any':
    case 'unknown':
      return { is: 'any' };
    case 'boolean':
    case 'null':
      return bare(definition, { is: type });
    case 'literal':
      return bare(definition, { is: 'value', of: definition.values ?? [] });
    case 'enum':
      return bare(definition, { is: 'value', of: Object.values(definition.entries ?? {}) });
    case 'string':
      return textShape(definition);
    case 'number':
      return numberShape(definition);
    case 'array': {
      const { max, ...other } = limits(definition, ['max_length']);
      return { is: 'list', item: shapeOf(inner(definition.element)), ...(max === undefined ? {} : { max }), ...other };
    }
    case 'tuple':
      if (definition.rest) throw cannot(schema, 'a tuple with a rest');
      return bare(definition, { is: 'tuple', items: (definition.items ?? []).map(shapeOf) });
    case 'record':
      return recordShape(schema, definition);
    case 'object':
      return bare(definition, objectShape(schema, definition));
    case 'nullable':
      return { is: 'either', of: [{ is: 'null' }, shapeOf(inner(definition.innerType))] };
    case 'union': {
      const of = (definition.options ?? []).map(shapeOf);
      return definition.discriminator === undefined
        ? bare(definition, { is: 'either', of })
        : kindsShape(definition.discriminator, of);
    }
    default:
      throw cannot(schema, `a schema of type ${type}`);
  }
}

const inner = (schema: z.ZodMiniType | undefined): z.ZodMiniType => {
  if (!schema) throw new TypeError('the schema lacks what its type must have');
  return schema;
};
const cannot = (schema: z.ZodMiniType, what: string) =>
  new TypeError(
    `shapeOf knows no ${what} (${JSON.stringify(Object.keys(definitionOf(schema)))}); teach it, or write the contract without`,
  );

/** The checks of a definition by name; throws for one that is not `known`. */
function limits(
  definition: Definition,
  known: readonly string[],
): { min?: number; max?: number; pattern?: string; whole?: true } {
  const found: { min?: number; max?: number; pattern?: string; whole?: true } = {};
  for (const { _zod } of definition.checks ?? []) {
    const { check, format, pattern, minimum, maximum, value, inclusive } = _zod.def;
    if (!known.includes(check)) throw new TypeError(`shapeOf knows no check "${check}" on ${definition.type}`);
    if (check === 'min_length') found.min = minimum;
    if (check === 'max_length') found.max = maximum;
    if (check === 'length_equals') found.min = found.max = maximum;
    if (check === 'number_format' && format === 'safeint') found.whole = true;
    if (check === 'string_format') {
      if (pattern?.flags !== '' || found.pattern !== undefined) {
        throw new TypeError('shapeOf knows one pattern without flags for a text');
      }
      found.pattern = pattern.source;
    }
    if (check === 'greater_than' || check === 'less_than') {
      if (!inclusive || typeof value !== 'number')
        throw new TypeError('shapeOf knows limits that are themselves allowed');
      if (check === 'greater_than') found.min = value;
      else found.max = value;
    }
  }
  return found;
}

/** A shape whose schema must have no checks. */
function bare(definition: Definition, shape: Shape): Shape {
  limits(definition, []);
  return shape;
}

const textShape = (definition: Definition): Shape => ({
  is: 'text',
  ...limits(definition, ['min_length', 'max_length', 'string_format']),
});

function numberShape(definition: Definition): Shape {
  const found = limits(definition, ['greater_than', 'less_than', 'number_format']);
  const whole = definition.check === 'number_format' && definition.format === 'safeint';
  return { is: 'number', ...found, ...(whole ? { whole } : {}) };
}

/** The most keys of a record are told by the registry, as JSON Schema tells them; the refinement that holds them is code. */
function recordShape(schema: z.ZodMiniType, definition: Definition): Shape {
  const told = z.globalRegistry.get(schema)?.maxProperties;
  const max = typeof told === 'number' ? told : undefined;
  limits(definition, max === undefined ? [] : ['custom']);
  return {
    is: 'record',
    key: shapeOf(inner(definition.keyType)),
    value: shapeOf(inner(definition.valueType)),
    ...(max === undefined ? {} : { max }),
  };
}

function objectShape(schema: z.ZodMiniType, { shape = {}, catchall }: Definition): Shape {
  const fields: Record<string, Field> = {};
  for (const [name, field] of Object.entries(shape)) {
    const definition = definitionOf(field);
    const optional = definition.type === 'optional';
    const found = shapeOf(optional ? inner(definition.innerType) : field);
    fields[name] = optional ? { ...found, optional: true } : found;
  }
  if (catchall === undefined) return { is: 'object', fields };
  const { type } = definitionOf(catchall);
  if (type === 'never') return { is: 'object', fields, rest: 'refused' };
  if (type === 'unknown') return { is: 'object', fields, rest: 'kept' };
  throw cannot(schema, `object whose other fields are ${type}`);
}

function kindsShape(by: string, of: readonly Shape[]): Shape {
  const kinds: Record<string, Shape> = {};
  for (const shape of of) {
    const field = shape.is === 'object' ? shape.fields[by] : undefined;
    if (field?.is !== 'value') throw new TypeError(`every kind must have its own value in "${by}"`);
    for (const value of field.of) kinds[String(value)] = shape;
  }
  return { is: 'kinds', by, of: kinds };
}
