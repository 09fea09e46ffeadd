/**
 * A text without e-mail addresses and what was drawn, not written: 20 characters and more in which a digit stands
 * beside a capital, or 25 of small letters and digits.
 */
export const scrub = (text: string): string =>
  text.replace(/[^\s/:<(?&=]+(@|%40)[\w.-]+|(?=[\w-]*(\d[A-Z]|[A-Z]\d))[\w-]{20,}|[\da-z]{25,}/g, '*');
