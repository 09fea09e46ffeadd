/**
 * Text from a stranger as it can be read in a list: what is invisible or turns the direction of writing shows as
 * its code, and a stack of accents on one letter is cut. Joiners inside words and emoji stay.
 */
export function visibleText(text: string): string {
  return text
    .replace(/[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu, code)
    .replace(/(?<![\p{L}\p{M}\p{So}\p{Emoji_Modifier}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}\p{So}])/gu, code)
    .replace(/(\p{M}{4})\p{M}+/gu, '$1…');
}

const code = (character: string): string =>
  `‹U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}›`;
