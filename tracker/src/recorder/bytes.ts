/** Lines as bytes, written without strings in between: collecting those as garbage takes longer than writing them. */
const { stringify } = JSON;
const encoder = new TextEncoder();

let bytes = new Uint8Array(1 << 14);
let end = 0;
/** Where the line that is being written begins. */
let start = 0;

function room(size: number): void {
  if (end + size <= bytes.length) return;
  const wider = new Uint8Array(Math.max(bytes.length * 2, end + size));
  wider.set(bytes.subarray(0, end));
  bytes = wider;
}

/** Bytes of the lines that are closed. */
export const written = (): Uint8Array<ArrayBuffer> => bytes.subarray(0, start);

/** Begins with an empty buffer; what was taken stays as it is. */
export function renew(): void {
  bytes = new Uint8Array(1 << 14);
  end = start = 0;
}

/** Forgets the line that is being written. */
export function dropLine(): void {
  end = start;
}

/** Writes characters that need no escape, all of them ASCII. */
export function raw(text: string): void {
  room(text.length);
  for (let at = 0; at < text.length; at++) bytes[end++] = text.charCodeAt(at);
}

/** Writes a JSON string. */
export function string(text: string): void {
  const { length } = text;
  room(length + 2);
  // Kept at hand: what a module holds is slower to reach, and there are many characters.
  const out = bytes;
  const from = end + 1;
  if (length < 80) {
    let at = 0;
    for (; at < length; at++) {
      const code = text.charCodeAt(at);
      if (code < 32 || code > 126 || code === 34 || code === 92) break;
      out[from + at] = code;
    }
    if (at === length) {
      out[end] = out[from + at] = 34;
      end = from + at + 1;
      return;
    }
  }
  const json = stringify(text);
  room(json.length * 3);
  end += encoder.encodeInto(json, bytes.subarray(end)).written;
}

/** What a line may hold beside strings. */
export type Item = string | number | boolean | null | undefined | readonly Item[];

/** Writes a value; not by `JSON.stringify`, to which a page's `toJSON` would answer. */
export function item(value: Item): void {
  if (typeof value === 'string') string(value);
  else if (Array.isArray(value)) {
    raw('[');
    items(value, '');
    raw(']');
  } else raw(`${value ?? null}`);
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
  start = end;
}
