/** What stands in place of a masked text: as long, spaces kept, so that the page keeps its shape. */
export const stars = (text: string): string => text.replace(/\S/g, '*');

/** E-mail addresses, JSON web tokens, and runs of 20 and more characters that hold digits: nobody's business. */
const secrets = /[\w.+-]+@[\w-]+\.[\w.-]+|eyJ[\w-]+\.[\w.-]+|(?=[\w-]*\d)[\w-]{20,}/g;

/** What every secret has: looking for this takes a fraction of the time. */
const suspect = /@|eyJ|[\w-]{20}/;

/** A text without what looks like an address of a person or a token. */
export const scrubText = (text: string): string => (suspect.test(text) ? text.replace(secrets, '*') : text);

/** An address without the values of its query, its hash, credentials and what looks like a token in its path. */
export function scrubAddress(address: string): string {
  if (/^(data:(image|font|application\/(x-)?font)|blob:|#)/.test(address)) return address;
  if (/^\s*(javascript|data):/i.test(address)) return '';
  return scrubText(
    /[#=@]/.test(address)
      ? address
          .replace(/#.*/, '')
          .replace(/=[^&]*/g, '=*')
          .replace(/\/\/[^/?]*@/, '//')
      : address,
  );
}

/** Whether the digits of a text are a card's number, by its check digit (Luhn). */
export function isCardNumber(text: string): boolean {
  const digits = text.replace(/[\s-]/g, '');
  if (!/^\d{12,19}$/.test(digits)) return false;
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = +digit * (1 + (index % 2));
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
