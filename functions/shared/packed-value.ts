/**
 * JSON values as few bytes: one for a small number or a word that is known beforehand, 16 for a UUID, a difference
 * for a time near the one before it, a reference for a text that was there already. Bytes are read once more by what
 * is on this page alone: words are added at the end of a list, never moved. Past 200 lines, because what one half
 * writes the other reads.
 *
 * The first byte of a value: 0–15 a tag below, 16–127 a known word, 128–255 the number 0–127.
 */
const tags = {
  null: 0,
  false: 1,
  true: 2,
  float: 3,
  text: 4,
  again: 5,
  uuid: 6,
  bytes: 7,
  list: 8,
  object: 9,
  negative: 10,
  positive: 11,
  later: 12,
  earlier: 13,
} as const;
const firstWord = 16;
const maxWords = 112;
const smallNumbers = 128;
/** Numbers from here on are taken for times, and told by the difference from the last. */
const leastTime = 2 ** 32;
const uuidLength = 36;
/** The longest value that is no text, bytes, list or object: a UUID with its tag, and a number after it. */
const headroom = 32;

/** Bytes that no `packValue` with these words gives. */
export class InvalidPackedError extends Error {
  override name = 'InvalidPackedError' as const;
}

/** Packs null, booleans, numbers, texts, bytes, arrays and plain objects; what is undefined in an object is left out. */
export function packValue(value: unknown, words: readonly string[]): Uint8Array {
  return new Packer(words).pack(value);
}

/** The value of {@link packValue} with the same words, or more of them. */
export function unpackValue(bytes: Uint8Array, words: readonly string[]): unknown {
  return new Unpacker(bytes, words).unpack();
}

const indexes = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

function indexOf(words: readonly string[]): ReadonlyMap<string, number> {
  const known = indexes.get(words);
  if (known) return known;
  if (words.length > maxWords) throw new RangeError(`at most ${maxWords} words`);
  const index = new Map(words.map((word, at) => [word, at]));
  indexes.set(words, index);
  return index;
}

class Packer {
  private buffer = Buffer.allocUnsafe(2_048);
  private at = 0;
  private time = 0;
  private readonly words: ReadonlyMap<string, number>;
  private readonly texts = new Map<string, number>();

  constructor(words: readonly string[]) {
    this.words = indexOf(words);
  }

  pack(value: unknown): Uint8Array {
    this.value(value);
    return Uint8Array.prototype.slice.call(this.buffer, 0, this.at);
  }

  private value(value: unknown): void {
    this.reserve(headroom);
    if (typeof value === 'number') this.number(value);
    else if (typeof value === 'string') this.text(value);
    else if (value === null || value === undefined) this.byte(tags.null);
    else if (typeof value === 'boolean') this.byte(value ? tags.true : tags.false);
    else if (value instanceof Uint8Array) this.bytes(value);
    else if (Array.isArray(value)) {
      this.tagged(tags.list, value.length);
      for (const one of value) this.value(one);
    } else if (typeof value === 'object') this.object(value);
    else throw new TypeError(`a ${typeof value} cannot be packed`);
  }

  private object(value: object): void {
    const fields = value as Readonly<Record<string, unknown>>;
    const names = Object.keys(fields);
    let size = names.length;
    for (const name of names) if (fields[name] === undefined) size -= 1;
    this.tagged(tags.object, size);
    for (const name of names) {
      const one = fields[name];
      if (one === undefined) continue;
      this.reserve(headroom);
      this.text(name);
      this.value(one);
    }
  }

  private number(value: number): void {
    if (!Number.isSafeInteger(value) || Object.is(value, -0)) {
      this.byte(tags.float);
      this.at = this.buffer.writeDoubleLE(value, this.at);
    } else if (value < 0) this.tagged(tags.negative, -value);
    else if (value < smallNumbers) this.byte(smallNumbers + value);
    else if (value < leastTime) this.tagged(tags.positive, value);
    else {
      this.tagged(value < this.time ? tags.earlier : tags.later, Math.abs(value - this.time));
      this.time = value;
    }
  }

  private text(text: string): void {
    const word = this.words.get(text);
    if (word !== undefined) {
      this.byte(firstWord + word);
      return;
    }
    const known = this.texts.get(text);
    if (known !== undefined) {
      this.tagged(tags.again, known);
      return;
    }
    this.texts.set(text, this.texts.size);
    if (text.length !== uuidLength || !this.uuid(text)) this.newText(text);
  }

  /** Its digits, two a byte; false for what is no UUID, of which nothing is kept. */
  private uuid(text: string): boolean {
    const { buffer } = this;
    let at = this.at;
    let high = -1;
    buffer[at] = tags.uuid;
    for (let index = 0; index < uuidLength; index += 1) {
      const code = text.charCodeAt(index);
      if (index === 8 || index === 13 || index === 18 || index === 23) {
        if (code !== 0x2d) return false;
        continue;
      }
      const digit = code >= 0x30 && code <= 0x39 ? code - 0x30 : code >= 0x61 && code <= 0x66 ? code - 0x57 : -1;
      if (digit < 0) return false;
      if (high < 0) high = digit;
      else {
        at += 1;
        buffer[at] = high * 16 + digit;
        high = -1;
      }
    }
    this.at = at + 1;
    return true;
  }

  private newText(text: string): void {
    const length = Buffer.byteLength(text);
    this.tagged(tags.text, length);
    this.reserve(length + headroom);
    this.at += this.buffer.write(text, this.at);
  }

  private bytes(bytes: Uint8Array): void {
    this.tagged(tags.bytes, bytes.byteLength);
    this.reserve(bytes.byteLength + headroom);
    this.buffer.set(bytes, this.at);
    this.at += bytes.byteLength;
  }

  private tagged(tag: number, number: number): void {
    this.byte(tag);
    let rest = number;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) this.byte((rest % 0x80) + 0x80);
    this.byte(rest);
  }

  private byte(byte: number): void {
    this.buffer[this.at] = byte;
    this.at += 1;
  }

  private reserve(bytes: number): void {
    if (this.at + bytes <= this.buffer.byteLength) return;
    const wider = Buffer.allocUnsafe(2 * (this.at + bytes));
    this.buffer.copy(wider, 0, 0, this.at);
    this.buffer = wider;
  }
}

const ownField = { configurable: true, enumerable: true, writable: true } as const;

class Unpacker {
  private readonly buffer: Buffer;
  private at = 0;
  private time = 0;
  private readonly words: readonly string[];
  private readonly texts: string[] = [];

  constructor(bytes: Uint8Array, words: readonly string[]) {
    this.buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.words = words;
  }

  unpack(): unknown {
    const value = this.value();
    if (this.at !== this.buffer.byteLength)
      throw new InvalidPackedError('a packed value does not end where its bytes do');
    return value;
  }

  private value(): unknown {
    const tag = this.byte();
    if (tag >= smallNumbers) return tag - smallNumbers;
    switch (tag) {
      case tags.null:
        return null;
      case tags.false:
        return false;
      case tags.true:
        return true;
      case tags.float:
        return this.take(8).readDoubleLE();
      case tags.bytes:
        return Uint8Array.from(this.take(this.varint()));
      case tags.list:
        return this.list();
      case tags.object:
        return this.object();
      case tags.negative:
        return -this.varint();
      case tags.positive:
        return this.varint();
      case tags.later:
        this.time += this.varint();
        return this.time;
      case tags.earlier:
        this.time -= this.varint();
        return this.time;
      default:
        return this.text(tag);
    }
  }

  private list(): unknown[] {
    const list: unknown[] = [];
    for (let left = this.count(); left > 0; left -= 1) list.push(this.value());
    return list;
  }

  private object(): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (let left = this.count(); left > 0; left -= 1) {
      const name = this.text(this.byte());
      // Defined, not assigned: a page may call something so.
      if (name === '__proto__') Object.defineProperty(object, name, { ...ownField, value: this.value() });
      else object[name] = this.value();
    }
    return object;
  }

  private text(tag: number): string {
    if (tag === tags.again) return known(this.texts[this.varint()]);
    if (tag >= firstWord) return known(this.words[tag - firstWord]);
    if (tag !== tags.text && tag !== tags.uuid) throw new InvalidPackedError(`${tag} is no text`);
    const text = tag === tags.uuid ? this.uuid() : this.take(this.varint()).toString();
    this.texts.push(text);
    return text;
  }

  private uuid(): string {
    const digits = this.take(16).toString('hex');
    const [one, two, three] = [digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20)];
    return `${digits.slice(0, 8)}-${one}-${two}-${three}-${digits.slice(20)}`;
  }

  /** Each of what is counted takes a byte at least. */
  private count(): number {
    const count = this.varint();
    if (count > this.buffer.byteLength - this.at) throw new InvalidPackedError('a packed value is cut off');
    return count;
  }

  private varint(): number {
    let number = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = this.byte();
      number += (byte & 0x7f) * factor;
      if (byte < 0x80) return number;
    }
  }

  private byte(): number {
    const byte = this.buffer[this.at];
    if (byte === undefined) throw new InvalidPackedError('a packed value is cut off');
    this.at += 1;
    return byte;
  }

  private take(bytes: number): Buffer {
    if (this.at + bytes > this.buffer.byteLength) throw new InvalidPackedError('a packed value is cut off');
    this.at += bytes;
    return this.buffer.subarray(this.at - bytes, this.at);
  }
}

function known(text: string | undefined): string {
  if (text === undefined) throw new InvalidPackedError('a packed value refers to a text that is not there');
  return text;
}
