import { describe, expect, it } from 'vitest';
import { visibleText } from './visible-text.ts';

describe('visibleText', () => {
  it.each([
    ['/shop/blue chairs?page=2', '/shop/blue chairs?page=2'],
    ['/סל/قائمة/日本', '/סל/قائمة/日本'],
    ['👩‍👩‍👧 नी क्‍ष', '👩‍👩‍👧 नी क्‍ष'],
    ['/\u202Egnp.exe', '/‹U+202E›gnp.exe'],
    ['\u200b\u200d\ufeff', '‹U+200B›‹U+200D›‹U+FEFF›'],
    ['a\nb\u0000', 'a‹U+000A›b‹U+0000›'],
    [`Z${'\u0301'.repeat(50)}!`, `Z${'\u0301'.repeat(4)}…!`],
  ])('shows %j as %j', (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });
});
