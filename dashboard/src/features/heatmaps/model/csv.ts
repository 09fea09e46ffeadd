/**
 * RFC 4180 lines, every text in quotes. Text that a spreadsheet would run as a formula, now or once it has parted it at
 * the list separator of its own country, gets an apostrophe in front of it (OWASP, "CSV injection"): labels and
 * selectors come from pages that strangers see.
 */
export function toCsv(rows: readonly (readonly (string | number)[])[]): string {
  return rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

/** What begins a formula, in full width too, where a cell may begin: first, or after a separator. */
const formula = /(^|[;\t\r\n])([\s"']*)(?=[=+\-@＝＋－＠])/g;

const cell = (value: string | number): string =>
  typeof value === 'number' ? String(value) : `"${value.replace(formula, "$1$2'").replaceAll('"', '""')}"`;
