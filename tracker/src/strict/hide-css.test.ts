import { describe, expect, it } from 'vitest';
import { hideCss } from './hide-css.ts';

describe('text in style rules', () => {
  it.each([
    ['.a::before{content:"Ann Smith"}', '.a::before{content:"*** *****"}'],
    [
      ".a::before { color: red; content: 'it\\'s; }' attr(x) }",
      '.a::before { color: red; content: "****** *" attr(x) }',
    ],
    ['--note: "for Ann"; gap: 8px', '--note: "*** ***"; gap: 8px'],
    ['.a{--user:ann-17;--size:12px}', '.a{--user:******;--size:12px}'],
    ['.a::before{content:/* a " */"Ann"}', '.a::before{content:"***"}'],
    ['.a::before{content:"An\\\nn"}', '.a::before{content:"***\n*"}'],
    ['ol{list-style-type:"Ann"}', 'ol{list-style-type:"***"}'],
    ['.a{quotes:"left" "right"}', '.a{quotes:"****" "*****"}'],
  ])('is hidden in %s', (css, hidden) => {
    expect(hideCss(css)).toBe(hidden);
  });

  it.each([
    '.a::before{content:"\\f101"}',
    '.a::before{content:"→"}',
    '.a{--color:#a7b1c9;--gap:8px;--on:var(--step-2);--turn:rotate3d(1,1,1,45deg);--show:flex}',
    '.a{--file:url("/x1.png");background:url(/y2.png)}',
    '.a{font-family:"Inter 2"}',
    '.col-md-6{width:50%}',
  ])('is not %s', (css) => {
    expect(hideCss(css)).toBe(css);
  });
});
