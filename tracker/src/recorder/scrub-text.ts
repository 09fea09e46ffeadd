/** What stands in place of a masked text: as long, spaces kept, so that the page keeps its shape. */
export const stars = (text: string): string => text.replace(/\S/g, '*');

/** E-mail addresses, JSON web tokens, and runs of 20 and more characters that hold digits: nobody's business. */
const secrets = /[\w.+-]+(@|%40)[\w-]+\.[\w.-]+|eyJ[\w-]+\.[\w.-]+|(?=[\w-]*\d)[\w-]{20,}/g;

/** What every secret has: looking for this takes a fraction of the time. */
const suspect = /@|%40|eyJ|[\w-]{20}/;

/** A text without what looks like an address of a person or a token. */
export const scrubText = (text: string): string => (suspect.test(text) ? text.replace(secrets, '*') : text);

/** An address without the values of its query, its hash, credentials and what looks like a token in its path. */
export function scrubAddress(address: string): string {
  if (/^(data:(image|font|application\/(x-)?font)|blob:|#)/.test(address)) return address;
  if (/^\s*(javascript|data):/i.test(address)) return '';
  return scrubText(
    /[#?=@]/.test(address)
      ? address
          .replace(/#.*/, '')
          .replace(/=[^&]*|([?&])[^=&]+(?=&|$)/g, (_, lead = '=') => `${lead}*`)
          .replace(/\/\/[^/?]*@/, '//')
      : address,
  );
}

/**
 * A text without what may be a card's number: 12 digits and more, and in what is typed, where they come one by one, 9.
 */
export const hideNumbers = (text: string, isTyped?: unknown): string =>
  text.replace(/\d([\s.-]?\d){8,}/g, (run) => (isTyped || run.replace(/\D/g, '')[11] ? stars(run) : run));
