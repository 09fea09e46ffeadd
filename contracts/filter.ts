import * as z from 'zod/mini';

export const filterLimits = { bytes: 4_096, depth: 4, leaves: 30 } as const;
/**
 * Texts compare exactly with `is` and `startsWith`, without regard to case with `contains`; in `matches` a `*`
 * stands for any run of characters. `exists` takes nothing, `[true]` or `[false]`. An absent text is `(none)`.
 */
export const filterOperators = ['is', 'contains', 'startsWith', 'matches', 'gt', 'gte', 'lt', 'lte', 'exists'] as const;
export type FilterOperator = (typeof filterOperators)[number];

export type FilterLeaf = [op: FilterOperator, field: string, values: (string | number | boolean)[]];
export type Filter = ['and' | 'or', Filter[]] | ['not', Filter] | FilterLeaf;

/** The shape of a filter; fields, limits and operand types are checked by `parseFilter` in functions/query. */
export const Filter: z.ZodMiniType<Filter> = z.lazy(() =>
  z.union([
    z.tuple([z.enum(['and', 'or']), z.array(Filter)]),
    z.tuple([z.literal('not'), Filter]),
    z.tuple([z.enum(filterOperators), z.string(), z.array(z.union([z.string(), z.number(), z.boolean()]))]),
  ]),
);
