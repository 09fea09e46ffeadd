import type { CleanContext } from './clean-context.ts';

/** A character of a CSS keyword, plain or escaped: `u`, `\75 `, `\000055`. */
const letter = (plain: string, code: string): string =>
  `(?:${plain}|\\\\0{0,4}(?:${code})(?:\\r\\n|[ \\t\\r\\n\\f])?|\\\\${plain})`;
const word = (...letters: [plain: string, code: string][]): string => letters.map(([p, c]) => letter(p, c)).join('');
const u = word(['u', '55|75'], ['r', '52|72'], ['l', '4c|6c']);
const imports = word(['i', '49|69'], ['m', '4d|6d'], ['p', '50|70'], ['o', '4f|6f'], ['r', '52|72'], ['t', '54|74']);
const string = `"(?:[^"\\\\\\n]|\\\\[\\s\\S])*"|'(?:[^'\\\\\\n]|\\\\[\\s\\S])*'`;

const addresses = new RegExp(`${u}\\(\\s*(?:(${string})|([^)"']*))\\s*\\)?`, 'gi');
/** Functions that take an address as a string. */
const sources = /\b(?:src|image|image-set)\([^;{}]*/gi;
const importRule = new RegExp(`@${imports}\\b(?:${string}|[^;"'])*;?`, 'gi');
const strings = new RegExp(string, 'g');

/**
 * CSS in which nothing loads from elsewhere: an address is kept when it is data or a fragment, replaced where
 * the file was kept at capture, else emptied. An `@import` becomes an empty layer statement, so that the
 * numbers of the rules after it stay what they were.
 */
export function cleanCss(css: string, context: CleanContext): string {
  if (!/[(@\\]/.test(css)) return css;
  const imported = css.replace(importRule, () => {
    context.refuse('file');
    return '@layer kept-place;';
  });
  return imported
    .replace(addresses, (match: string, quoted?: string, plain?: string) => {
      const address = quoted === undefined ? (plain ?? '').trim() : unquote(quoted);
      const kept = safe(address, context);
      return kept === address && match.endsWith(')') ? match : `url(${quote(kept)})`;
    })
    .replace(sources, (match) => match.replace(strings, (text) => quote(safe(unquote(text), context))));
}

const unquote = (text: string): string => plainText(text.slice(1, -1));
const plainText = (text: string): string =>
  text.replace(/\\(?:([0-9a-f]{1,6})\s?|([\s\S]))/gi, (_, code?: string, character?: string) =>
    code === undefined ? (character ?? '') : String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff)),
  );
const quote = (text: string): string =>
  `"${text.replace(/["\\\n]/g, (character) => `\\${character.charCodeAt(0).toString(16)} `)}"`;

/** Where a file was kept, on our own origin. */
const keptPlace = /^\/a\/[\w-]+\/[0-9a-f]{64}$/;

function safe(address: string, context: CleanContext): string {
  const plain = plainText(address).trim();
  if (plain === '' || plain.startsWith('#') || /^data:(?:image|font|application\/(?:x-)?font)[^,]*,/i.test(plain))
    return address;
  if (keptPlace.test(plain)) return plain;
  const kept = context.file(plain);
  if (kept === undefined && plain !== 'data:,') context.refuse('file');
  return kept ?? 'data:,';
}
