/** Lines, gathered as text, which is made bytes once a line is closed: to write bytes one by one takes longer. */
const { stringify } = JSON;
const encoder = new TextEncoder();

let bytes = new Uint8Array(1 << 14);
let end = 0;
/** The line that is being written. */
let open = '';

/** Bytes of the lines that are closed. */
export const written = (): Uint8Array<ArrayBuffer> => bytes.subarray(0, end);

/** Begins with an empty buffer; what was taken stays as it is. */
export function renew(): void {
  bytes = new Uint8Array(1 << 14);
  end = 0;
}

/** Forgets the line that is being written. */
export function dropLine(): void {
  open = '';
}

/** Writes what is JSON already. */
export function raw(json: string): void {
  open += json;
}

/** What a line may hold beside strings. */
export type Item = string | number | boolean | null | undefined | readonly Item[];

/** Writes a value; no list by `JSON.stringify`, to which a page's `toJSON` would answer. */
export function item(value: Item): void {
  if (Array.isArray(value)) {
    raw('[');
    items(value, '');
    raw(']');
  } else raw(typeof value === 'string' ? stringify(value) : `${value ?? null}`);
}

/** Writes values, with commas before or between them. */
export function items(values: readonly Item[], comma = ','): void {
  for (const value of values) {
    raw(comma);
    comma = ',';
    item(value);
  }
}

/** Opens a line of values. */
export function openLine(...values: Item[]): void {
  raw('[');
  items(values, '');
}

/** Writes a line. */
export function line(...values: Item[]): void {
  openLine(...values);
  closeLine();
}

export function closeLine(): void {
  raw(']\n');
  const added = encoder.encode(open);
  const size = end + added.length;
  if (size > bytes.length) {
    // What is not written to waits to be sent as well: not much more than needed.
    const wider = new Uint8Array(size + (1 << 14));
    wider.set(written());
    bytes = wider;
  }
  bytes.set(added, end);
  end = size;
  open = '';
}
