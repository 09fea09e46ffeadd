/** What a value must look like, as plain data: made from a schema, folded into bundles, checked without a schema library. */
export type Shape =
  | { is: 'any' | 'boolean' | 'null' }
  | { is: 'text'; min?: number; max?: number; pattern?: string }
  | { is: 'number'; min?: number; max?: number; whole?: true }
  /** One of these values. */
  | { is: 'value'; of: Scalar[] }
  | { is: 'list'; item: Shape; max?: number }
  | { is: 'tuple'; items: Shape[] }
  | { is: 'record'; key: Shape; value: Shape; max?: number }
  /** `rest`: what becomes of other fields; they are dropped unless it says more. */
  | { is: 'object'; fields: Record<string, Field>; rest?: 'kept' | 'refused' }
  /** The first of these that fits. */
  | { is: 'either'; of: Shape[] }
  /** Objects told apart by the text in one field. */
  | { is: 'kinds'; by: string; of: Record<string, Shape> };

export type Field = Shape & { optional?: true };
export type Scalar = string | number | boolean | null;
