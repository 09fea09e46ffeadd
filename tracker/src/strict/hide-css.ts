import { stars } from '../recorder/scrub-text.ts';

/** Declarations that hold text. */
const texts =
  /(^|[;{\s])(content|quotes|list-style[\w-]*|symbols|--[\w-]+)(\s*:)((?:"(?:\\[\s\S]|[^"\\])*"|'(?:\\[\s\S]|[^'\\])*'|[^;}"'])*)/gi;
/** An address, a text, or a word of a custom property that a digit makes look like somebody's. */
const parts =
  /(url\([^)]*\))|"((?:\\[\s\S]|[^"\\])*)"|'((?:\\[\s\S]|[^'\\])*)'|(^|[^\w#-])([a-z_][\w-]*\d[\w-]*)(?![\w(-])/gi;
/** A sign, as fonts of icons have them. */
const sign = /^(.{0,2}|\\[\da-f]{1,6}\s?)$/i;

/** Style rules without the text that they show or carry. */
export const hideCss = (css: string): string =>
  css.replace(/\/\*[\s\S]*?\*\//g, '').replace(
    texts,
    (_, before: string, name: string, colon: string, value: string) =>
      before +
      name +
      colon +
      value.replace(parts, (whole, address, double?: string, single?: string, lead?: string, word?: string) => {
        const text = double ?? single;
        if (text !== undefined) return sign.test(text) ? whole : `"${stars(text)}"`;
        return address || name[0] !== '-' || !word ? whole : lead + stars(word);
      }),
  );
