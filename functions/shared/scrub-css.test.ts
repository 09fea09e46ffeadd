import { describe, expect, it } from 'vitest';
import { scrubCss } from './scrub-css.ts';

describe('rules of CSS', () => {
  it.each([
    ['a{background:url(/x?token=abc)}', 'a{background:url(/x?token=*****)}'],
    ['a{background:URL( "//ann:pw@h/x?sig=abc&w=2" )}', 'a{background:URL( "//*****@h/x?sig=*****&w=2" )}'],
    ["@import '/x.css?token=abc' print;", "@import '/x.css?token=*****' print;"],
    ['a{background:image-set("/x?token=abc" 1x)}', 'a{background:image-set("/x?token=*****" 1x)}'],
    ["/* don't */a{background:url('/x?token=abc')}", "/* don't */a{background:url('/x?token=*****')}"],
    ['/*?token=abc*/a{color:red}', '/*?token=******/a{color:red}'],
    ['a{background:url(/x?token=abc', 'a{background:url(/x?token=*****'],
    ['a{background:url("/x\\"?token=abc', 'a{background:url("/x\\"?token=*****'],
  ])('lose secrets of the addresses in %s', (css, clean) => {
    expect(scrubCss(css)).toBe(clean);
  });

  it.each([
    '#app[data-token=abc]{background:url(/a.png?v=2)}',
    'a{background:url(https://cdn.example)}@media print{a{color:red}}',
    'a{background:url(logo@2x.png);filter:alpha(opacity=50)}',
    'a{background:url(data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAUwAOw==)}',
    '@font-face{src:url(a.woff2) format("woff2")}',
    'see /x?token=text',
    '',
  ])('stay as they are in %s', (css) => {
    expect(scrubCss(css)).toBe(css);
  });

  it('take time in proportion to their length', () => {
    for (const part of ['url(', 'url( ', '/*', '"', "url('", '\\x', 'url("\\x']) {
      expect(scrubCss(`url("${part.repeat(200_000)}`).length).toBeGreaterThan(0);
    }
  });
});
