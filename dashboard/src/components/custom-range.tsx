import { Button, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';

interface CustomRangeProps {
  /** `YYYY-MM-DD`, both days inclusive. */
  from: string;
  to: string;
  onChange: (from: string, to: string) => void;
}

/** Two days to choose, with the browser's own date picker. */
export function CustomRange({ from, to, onChange }: CustomRangeProps) {
  const [start, setStart] = useState(from);
  const [end, setEnd] = useState(to);
  const wrong = start > end ? 'The last day is before the first' : null;
  return (
    <Stack gap={8} p={8}>
      <TextInput
        type="date"
        label="First day"
        value={start}
        onChange={(event) => setStart(event.currentTarget.value)}
      />
      <TextInput
        type="date"
        label="Last day"
        value={end}
        error={wrong}
        onChange={(event) => setEnd(event.currentTarget.value)}
      />
      <Button size="xs" disabled={wrong !== null || !start || !end} onClick={() => onChange(start, end)}>
        Show these days
      </Button>
    </Stack>
  );
}
