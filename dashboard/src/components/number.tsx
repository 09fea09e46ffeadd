import { Tooltip } from '@mantine/core';
import { exactNumber, shortNumber } from '../lib/number-text.ts';

/** A short number with the exact one on hover. */
export function ShortNumber({ value, unit }: { value: number; unit?: string }) {
  const short = shortNumber(value);
  const exact = exactNumber(value);
  if (short === exact && !unit) return <span className="tabular">{short}</span>;
  return (
    <Tooltip label={unit ? `${exact} ${unit}` : exact}>
      <span className="tabular">{short}</span>
    </Tooltip>
  );
}
