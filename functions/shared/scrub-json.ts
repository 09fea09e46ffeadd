import { boundedMemo } from './bounded-memo.ts';
import { isSecretNamed, secretEnding } from './secret-name.ts';

/** A member's name up to its value, in JSON or in JSON that stands in a string of JSON: all its quotes have the same backslashes. */
const member = /(?<!\\)(\\*)"([^"\\]{1,100})\1"\s*:\s*/g;
const scalar = /[\w.+-]*/y;

/** Text in which `put` stands in place of values of JSON's members that are secrets by their names. The JSON may be cut off. */
export function scrubJson(text: string, put: string): string {
  let clean = '';
  let from = 0;
  // For this text alone: each name holds on to the text that it is a part of.
  const endingOf = boundedMemo(1_000, secretEnding);
  member.lastIndex = 0;
  for (let found = member.exec(text); found; found = member.exec(text)) {
    const [, mark = '', name = ''] = found;
    const at = member.lastIndex;
    const [value, end] = valueAt(text, at, mark);
    if (!isSecretNamed(name, value, endingOf)) continue;
    clean += `${text.slice(from, at)}${mark}"${put}${mark}"`;
    from = end;
    member.lastIndex = end;
  }
  return from === 0 ? text : clean + text.slice(from);
}

/** The value that begins at an index, and where it ends. With an array or object goes the rest of the text. */
function valueAt(text: string, at: number, mark: string): [value: string | boolean | null, end: number] {
  if (text.startsWith(`${mark}"`, at)) {
    const from = at + mark.length + 1;
    const end = endOfString(text, from, mark);
    return [text.slice(from, end), Math.min(text.length, end + mark.length + 1)];
  }
  if (text[at] === '{' || text[at] === '[') return [text.slice(at), text.length];
  scalar.lastIndex = at;
  const word = scalar.exec(text)?.[0] ?? '';
  const value = word === 'null' ? null : word === 'true' || word === 'false' ? word === 'true' : word;
  return [value, at + word.length];
}

/** Where a string ends: at a quote with the backslashes of the one that began it, and those that end its text in pairs. */
function endOfString(text: string, from: number, mark: string): number {
  for (let quote = text.indexOf('"', from); quote >= 0; quote = text.indexOf('"', quote + 1)) {
    let first = quote;
    while (first > from && text[first - 1] === '\\') first -= 1;
    if ((quote - first) % (2 * mark.length + 2) === mark.length) return quote - mark.length;
  }
  return text.length;
}
