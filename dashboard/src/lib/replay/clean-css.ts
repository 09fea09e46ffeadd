import type { CleanContext } from './clean-context.ts';

/** A character of a CSS keyword, plain or escaped: `u`, `\\75 `, `\\000055`. */
const letter = (plain: string): string => {
  const codes = [...new Set([plain.toLowerCase(), plain.toUpperCase()])].map((one) => one.charCodeAt(0).toString(16));
  return `(?:${plain}|\\\\0{0,4}(?:${codes.join('|')})(?:\\r\\n|[ \\t\\r\\n\\f])?|\\\\${plain})`;
};
const word = (plain: string): string => [...plain].map(letter).join('');
/** One that is never closed ends with its line or with the text, as in a browser. */
const string = [`"`, `'`]
  .map((mark) => `${mark}(?:[^${mark}\\\\\\n\\r\\f]|\\\\(?:[\\s\\S]|$))*(?:${mark}|$|(?=[\\n\\r\\f]))`)
  .join('|');
const comment = '/\\*[\\s\\S]*?(?:\\*/|$)';

const space = '[ \\t\\r\\n\\f]*';
const addresses = new RegExp(`${word('url')}\\(${space}(?:(${string})|([^)"']*))${space}\\)?`, 'gi');
const importRule = new RegExp(`@${word('import')}(?:${string}|[^;"'])*;?`, 'gi');
/** Functions that take an address as a string. */
const sources = new RegExp(`(?:${['src', 'image', 'image-set', 'filter'].map(word).join('|')})\\(`, 'gi');
/** What decides where a function ends: brackets that stand outside of strings, comments and addresses. */
const ends = new RegExp(`${comment}|${string}|${word('url')}\\([^)"']*\\)|[(){};]`, 'gi');
const stringOrComment = new RegExp(`${comment}|(${string})`, 'g');
/** What may stand for a string that is written elsewhere. */
const substitutions = /(?:var|env|attr|if|inherit)\s*\(|--|\\/i;

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
  return cleanValue(imported, context);
}

/** As `cleanCss`, of what holds no rules. */
export function cleanValue(css: string, context: CleanContext): string {
  if (!/[(\\]/.test(css)) return css;
  const addressed = css.replace(addresses, (match: string, quoted?: string, plain?: string) => {
    const address = quoted === undefined ? plainText(trimAddress(plain ?? '')) : unquote(quoted);
    const kept = safe(address, context);
    return kept === address && match.endsWith(')') ? match : `url(${quote(kept)})`;
  });
  return cleanSources(addressed, context);
}

/** Where strings may come from elsewhere, or more may be added because it is not closed, there is no such function. */
function cleanSources(css: string, context: CleanContext): string {
  let clean = '';
  let at = 0;
  for (sources.lastIndex = 0; ; ) {
    const name = sources.exec(css);
    if (!name) return clean + css.slice(at);
    const from = sources.lastIndex;
    const to = endOf(css, from);
    const given = css.slice(from, to);
    const isOpen = css[to] !== ')' || substitutions.test(given.replace(stringOrComment, ''));
    if (isOpen) context.refuse('file');
    const kept = given.replace(stringOrComment, (match, text?: string) =>
      text === undefined ? match : quote(safe(unquote(text), context)),
    );
    clean += `${css.slice(at, name.index)}${isOpen ? 'none(' : name[0]}${kept}`;
    at = to;
    sources.lastIndex = to;
  }
}

/** Where a function whose arguments begin at `from` is closed, or what it is in ends. */
function endOf(css: string, from: number): number {
  let depth = 1;
  ends.lastIndex = from;
  for (let found = ends.exec(css); found; found = ends.exec(css)) {
    const [token] = found;
    if (token === '(') depth += 1;
    else if (token === ')') depth -= 1;
    if (depth === 0 || /^[{};]$/.test(token)) return found.index;
  }
  return css.length;
}

const unquote = (text: string): string =>
  plainText(text.slice(1, text.length > 1 && text.endsWith(text[0] ?? '') ? -1 : undefined));
/** Text without escapes, exactly as CSS reads it: read otherwise, it would be another address. */
const plainText = (text: string): string =>
  text
    .replaceAll('\0', '\ufffd')
    .replace(/\\(?:([0-9a-f]{1,6})(?:\r\n|[ \t\r\n\f])?|([\s\S]))/gi, (_, code?: string, character?: string) =>
      code === undefined ? (character ?? '') : codePoint(Number.parseInt(code, 16)),
    );
const codePoint = (code: number): string =>
  code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? '\ufffd' : String.fromCodePoint(code);
const quote = (text: string): string =>
  `"${text.replace(/["\\\p{Cc}]/gu, (character) => `\\${character.charCodeAt(0).toString(16)} `)}"`;

/** Where a file was kept, on our own origin. */
const keptPlace = /^\/a\/[\w-]+\/[0-9a-f]{64}$/;

/** A safe address for one in which nothing is escaped any more. */
function safe(address: string, context: CleanContext): string {
  const plain = trimAddress(address);
  if (plain === '' || plain.startsWith('#') || /^data:(?:image|font|application\/(?:x-)?font)[^,]*,/i.test(plain))
    return address;
  if (keptPlace.test(plain)) return plain;
  const kept = context.file(plain);
  if (kept === undefined && plain !== 'data:,') context.refuse('file');
  return kept ?? 'data:,';
}

/** Without what a browser leaves out at the ends of an address, which is less than JavaScript takes for white space. */
export const trimAddress = (address: string): string => address.replace(/^[\0-\x20]+|[\0-\x20]+$/g, '');
