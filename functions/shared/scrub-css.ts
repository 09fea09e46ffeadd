import { scrubAddress } from './scrub.ts';

/** What a text without addresses does not have. */
const mayHaveAddress = /url\(|@import|image-set\(|src\(|\/\*/i;
/** Comments, strings, and addresses without quotes; each ends with the text where it is cut off. */
const part =
  /\/\*[\s\S]*?(?:\*\/|$)|"[^"\\\n]*(?:\\[\s\S][^"\\\n]*){0,9999}"?|'[^'\\\n]*(?:\\[\s\S][^'\\\n]*){0,9999}'?|url\(\s*[^\s"')][^)]*/gi;
/** `"//a@"`, `"?k=v"` */
const shortest = 6;

/** Rules or declarations of CSS, their addresses scrubbed. Selectors stay as they are, and so does other text. */
export function scrubCss(css: string): string {
  if (!mayHaveAddress.test(css)) return css;
  return css.replace(part, (found) => {
    if (found.length < shortest) return found;
    const end = found.length > 3 && found.startsWith('/*') && found.endsWith('*/') ? 2 : 0;
    return scrubAddress(found.slice(0, found.length - end)) + found.slice(found.length - end);
  });
}
