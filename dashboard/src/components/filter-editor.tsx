import { Button, Group, NativeSelect, Popover, Stack, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconFilterPlus } from '@tabler/icons-react';
import { type FormEvent, useState } from 'react';
import { type FilterField, filterFields } from '#contracts/fields.ts';
import type { FilterOperator } from '#contracts/filter.ts';
import type { Chip } from '../lib/search.ts';
import { ValueInput } from './value-input.tsx';

const textOperators: { value: FilterOperator; label: string }[] = [
  { value: 'is', label: 'is' },
  { value: 'contains', label: 'contains' },
  { value: 'startsWith', label: 'starts with' },
];
const numberOperators: { value: FilterOperator; label: string }[] = [
  { value: 'gte', label: 'at least' },
  { value: 'lte', label: 'at most' },
  { value: 'is', label: 'exactly' },
];
const fields = Object.entries(filterFields).map(([value, { label }]) => ({ value, label }));

/** What a value means: seconds for times, as people write them; the API counts ms. */
const scaleOf = (field: string): number => (field === 'activeMs' ? 1_000 : 1);

/** The button and the form by which any field is filtered. */
export function FilterEditor({ onAdd }: { onAdd: (chip: Chip) => void }) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const [field, setField] = useState<FilterField>('country');
  const [op, setOp] = useState<FilterOperator>('is');
  const [not, setNot] = useState(false);
  const [value, setValue] = useState('');
  const number = filterFields[field].type === 'number';

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    // What is offered is what was counted, white space at its ends too: without it "is" would find nothing.
    if (value.trim() === '') return;
    onAdd({ field, op, values: [number ? Number(value) * scaleOf(field) : value], ...(not ? { not } : {}) });
    setValue('');
    close();
  };

  return (
    <Popover opened={opened} onChange={toggle} position="bottom-start" trapFocus withinPortal shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<IconFilterPlus size={16} aria-hidden />}
          onClick={toggle}
          data-filter-button
        >
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form onSubmit={submit}>
          <Stack gap={8} w={260}>
            <NativeSelect
              label="Field"
              data={fields}
              value={field}
              onChange={(event) => {
                const chosen = event.currentTarget.value as FilterField;
                setField(chosen);
                setOp(filterFields[chosen].type === 'number' ? 'gte' : 'is');
                setValue('');
              }}
            />
            <Group gap={8} grow>
              <NativeSelect
                aria-label="Include or leave out"
                data={[
                  { value: 'in', label: 'include' },
                  { value: 'out', label: 'leave out' },
                ]}
                value={not ? 'out' : 'in'}
                onChange={(event) => setNot(event.currentTarget.value === 'out')}
              />
              <NativeSelect
                aria-label="Comparison"
                data={number ? numberOperators : textOperators}
                value={op}
                onChange={(event) => setOp(event.currentTarget.value as FilterOperator)}
              />
            </Group>
            {number ? (
              <TextInput
                label={field === 'activeMs' ? 'Seconds' : 'Value'}
                type="number"
                min={0}
                value={value}
                onChange={(event) => setValue(event.currentTarget.value)}
                data-autofocus
              />
            ) : (
              <ValueInput key={field} field={field} value={value} onChange={setValue} />
            )}
            <Button type="submit" disabled={value.trim() === ''}>
              Add filter
            </Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
