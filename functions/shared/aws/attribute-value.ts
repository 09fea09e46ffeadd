/** DynamoDB's typed JSON, for the kinds of values that our items hold. */
export type AttributeValue =
  | { S: string }
  | { N: string }
  | { BOOL: boolean }
  | { NULL: true }
  | { B: string }
  | { L: AttributeValue[] }
  | { M: Record<string, AttributeValue> };

/** A value as DynamoDB takes it; throws a TypeError for what it cannot keep as it is. */
export function toAttribute(value: unknown): AttributeValue {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'boolean') return { BOOL: value };
  if (value === null) return { NULL: true };
  if (typeof value === 'number' && Number.isFinite(value)) return { N: String(value) };
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { L: value.map(toAttribute) };
  if (typeof value === 'object' && isPlain(value)) return { M: toAttributes(value) };
  throw new TypeError(`DynamoDB keeps no ${typeof value === 'object' ? value.constructor.name : String(value)}`);
}

const isPlain = (value: object): boolean =>
  [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);

/** Attributes by name; those that are undefined are left out. */
export function toAttributes(item: object): Record<string, AttributeValue> {
  const kept = Object.entries(item).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept.map(([name, value]) => [name, toAttribute(value)]));
}

/** The value that {@link toAttribute} was given; throws a TypeError for kinds that none of our items has. */
export function fromAttribute(attribute: AttributeValue): unknown {
  if ('S' in attribute) return attribute.S;
  if ('N' in attribute) return Number(attribute.N);
  if ('BOOL' in attribute) return attribute.BOOL;
  if ('NULL' in attribute) return null;
  if ('B' in attribute) return Uint8Array.from(Buffer.from(attribute.B, 'base64'));
  if ('L' in attribute) return attribute.L.map(fromAttribute);
  if ('M' in attribute) return fromAttributes(attribute.M);
  throw new TypeError(`attributes of type ${Object.keys(attribute).join()} are not read here`);
}

export function fromAttributes(item: Record<string, AttributeValue>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, fromAttribute(value)]));
}
