import { Autocomplete, type ComboboxItem, type OptionsFilter } from '@mantine/core';
import { type Dimension, dimensions, type FilterField } from '#contracts/fields.ts';
import { useRoute } from '../lib/api.ts';
import { useFilters } from '../lib/use-filters.ts';
import { useProject } from '../lib/use-project.ts';
import { valueText } from '../lib/value-text.ts';

interface ValueInputProps {
  field: FilterField;
  value: string;
  onChange: (value: string) => void;
}

/** Values offered, those with the most first. */
const offered = 50;

/** A text to filter by; offers the values that the field has in the range. */
export function ValueInput({ field, value, onChange }: ValueInputProps) {
  const { range } = useFilters();
  const known = field in dimensions;
  const by = (known ? field : 'path') as Dimension;
  const { data } = useRoute(
    'breakdown',
    { params: { id: useProject().id }, query: { ...range, by, limit: offered } },
    { enabled: known, staleTime: 60_000 },
  );
  const values = known ? (data?.items ?? []).map((item) => item.value) : [];

  // People look for Germany, not for DE.
  const search: OptionsFilter = ({ options, search: typed, limit }) => {
    const wanted = typed.trim().toLowerCase();
    const matches = ({ value: text }: ComboboxItem): boolean =>
      text.toLowerCase().includes(wanted) || valueText(field, text).toLowerCase().includes(wanted);
    return options.filter((option) => !('group' in option) && matches(option)).slice(0, limit);
  };

  return (
    <Autocomplete
      label="Value"
      value={value}
      onChange={onChange}
      data={values}
      filter={search}
      limit={8}
      renderOption={({ option }) => valueText(field, option.value)}
      comboboxProps={{ withinPortal: false }}
      data-autofocus
    />
  );
}
