/** What every data screen keeps in its address: range, comparison, device and filters, the same on all of them. */
import * as z from 'zod/mini';
import { deviceClasses, filterFields } from '#contracts/fields.ts';
import { type Filter, type FilterLeaf, filterOperators } from '#contracts/filter.ts';

export const presets = {
  today: 'Today',
  yesterday: 'Yesterday',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  month: 'This month',
  '90d': 'Last 90 days',
  '12mo': 'Last 12 months',
} as const;
export type Preset = keyof typeof presets;
export const presetNames = Object.keys(presets) as [Preset, ...Preset[]];

const value = z.union([z.string(), z.number(), z.boolean()]);
/** One filter as the dashboard shows it. */
export const Chip = z.object({
  field: z.enum(Object.keys(filterFields) as [string, ...string[]]),
  op: z.enum(filterOperators),
  values: z.array(value),
  /** Leave out what matches. */
  not: z.optional(z.boolean()),
});
export type Chip = z.infer<typeof Chip>;

const day = z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/));

/** A value that does not parse is as if it were not there: an old link still opens. */
export const DataSearch = z.object({
  range: z.catch(z.optional(z.enum(presetNames)), undefined),
  /** Days of the project's time zone, both inclusive; they win over `range`. */
  from: z.catch(z.optional(day), undefined),
  to: z.catch(z.optional(day), undefined),
  compare: z.catch(z.optional(z.enum(['previous', 'year', 'none'])), undefined),
  device: z.catch(z.optional(z.enum(deviceClasses)), undefined),
  filters: z.catch(z.optional(z.array(Chip)), undefined),
});
export type DataSearch = z.infer<typeof DataSearch>;

/** `filter` of the API for chips and device, or undefined for none. */
export function filterOf(search: DataSearch): Filter | undefined {
  const leaves: Filter[] = (search.filters ?? []).map((chip) => {
    const leaf: FilterLeaf = [chip.op, chip.field, chip.values];
    return chip.not ? ['not', leaf] : leaf;
  });
  if (search.device) leaves.push(['is', 'device', [search.device]]);
  if (leaves.length === 0) return undefined;
  return leaves.length === 1 ? leaves[0] : ['and', leaves];
}

const same = (a: Chip, b: Chip): boolean => a.field === b.field && a.op === b.op && Boolean(a.not) === Boolean(b.not);

/** Filters with one value more on a field, or without it if it was there. */
export function toggleValue(filters: readonly Chip[], field: string, value: string, not = false): Chip[] {
  const wanted: Chip = { field, op: 'is', values: [value], ...(not ? { not } : {}) };
  const there = filters.find((chip) => same(chip, wanted));
  if (!there) return [...filters, wanted];
  const values = there.values.includes(value)
    ? there.values.filter((other) => other !== value)
    : [...there.values, value];
  return filters.flatMap((chip) => (chip !== there ? [chip] : values.length > 0 ? [{ ...chip, values }] : []));
}

/** Filters in which a field has exactly the chip's values, whatever it had before. */
export const narrowTo = (filters: readonly Chip[], chip: Chip): Chip[] => [
  ...filters.filter((other) => !same(other, chip)),
  chip,
];

/** How a value stands in the filters: chosen, left out, or neither. */
export function valueState(filters: readonly Chip[], field: string, value: string): 'chosen' | 'excluded' | undefined {
  const chip = filters.find((other) => other.field === field && other.op === 'is' && other.values.includes(value));
  if (!chip) return undefined;
  return chip.not ? 'excluded' : 'chosen';
}
