/** A table in Markdown; columns after the first are set to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  const rule = `|${head.map((_, column) => (column === 0 ? ' --- ' : ' ---: ')).join('|')}|`;
  for (const row of rows) {
    if (row.length !== head.length) throw new RangeError(`a row of ${row.length} cells under ${head.length} columns`);
  }
  return [line(head), rule, ...rows.map(line)].join('\n');
}

/** A number as people read it: three significant digits, thousands apart. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  if (size >= 100) return Math.round(value).toLocaleString('en-US');
  if (size === 0) return '0';
  return String(Number(value.toPrecision(size >= 10 ? 3 : size >= 0.01 ? 2 : 1)));
}

/** A figure with the limit it is held to. */
export interface Figure {
  name: string;
  value: number;
  unit?: string;
  /** What it must not be above, or below; a figure without is only told. */
  atMost?: number;
  atLeast?: number;
  note?: string;
}

/** Whether a figure is inside its limits; undefined where there is none. */
export function passes({ value, atMost, atLeast }: Figure): boolean | undefined {
  if (atMost === undefined && atLeast === undefined) return undefined;
  return value <= (atMost ?? Number.POSITIVE_INFINITY) && value >= (atLeast ?? Number.NEGATIVE_INFINITY);
}

/** Figures with their limits and what came of them. */
export function figureTable(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => {
    const { name, value, unit = '', atMost, atLeast, note = '' } = figure;
    const limit =
      atMost !== undefined ? `≤ ${readable(atMost)}` : atLeast !== undefined ? `≥ ${readable(atLeast)}` : '';
    const passed = passes(figure);
    return [
      name,
      `${readable(value)}${unit && ` ${unit}`}`,
      limit,
      passed === undefined ? '' : passed ? 'pass' : 'miss',
      note,
    ];
  });
  return markdownTable(['figure', 'measured', 'target', '', 'note'], rows);
}
