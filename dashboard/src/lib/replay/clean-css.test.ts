import { describe, expect, it } from 'vitest';
import { cleanCss } from './clean-css.ts';

describe('cleanCss', () => {
  const refused: string[] = [];
  const context = { file: () => undefined, refuse: (kind: string) => refused.push(kind) };

  it.each([
    '@import "https://evil.example/a.css"; p{}',
    '@\\69mport url(https://evil.example/a.css) screen; p{}',
    'p{background:url(https://evil.example/a)}',
    'p{background:URL( "https://evil.example/a" )}',
    'p{background:\\75\\72\\6c(https://evil.example/a)}',
    'p{background:\\000075rl(https://evil.example/a)}',
    "p{background:url('h\\74tps://evil.example/a')}",
    'p{background:image-set("https://evil.example/a" 1x)}',
    'p{background:-webkit-image-set(url(https://evil.example/a) 1x)}',
    '@font-face{src:src("https://evil.example/a")}',
    'p{background:url(//evil.example/a',
    'p{cursor:url(https://evil.example/a),auto}',
    '@impor\\74 "https://evil.example/a.css";',
    'p{background:image\\2d set("https://evil.example/a" 1x)}',
    'p{background:\\69 mage-set("https://evil.example/a" 1x)}',
    '@font-face{src:sr\\63("https://evil.example/a")}',
    'p{background:image-set(/*;*/"https://evil.example/a" 1x)}',
    'p{background:image-set("a;b" 1x, "https://evil.example/a" 2x)}',
    'p{background:image-set(url(data:image/png;base64,AA) 1x, "https://evil.example/a" 2x)}',
    'p{background:image-set("https://evil.example/a',
    'p{background:url("\\0 data:image/png,/../evil")}',
    'p{background:url("\\64\u00a0 ata:image/png,/../evil")}',
    'p{background:url(\u00a0data:image/png,/../evil)}',
    'p{background:image-set("\\5c 23 /../evil" 1x)}',
  ])('lets nothing load from elsewhere: %s', (css) => {
    expect(
      cleanCss(css, context).replace(/\\([0-9a-f]{1,6}) ?/gi, (_, code: string) =>
        String.fromCodePoint(Number.parseInt(code, 16)),
      ),
    ).not.toContain('evil');
  });

  it.each([
    ':root{--a:"/x"}p{background:image-set(var(--a) 1x)}',
    'p{background:src(v\\61r(--a))}',
    'p{background:image-set(--own() 1x)}',
    'p{background:image-set(',
    'p{background:image-set("a" 1x',
  ])('knows no function that takes an address from elsewhere, or from what is added to it: %s', (css) => {
    expect(cleanCss(css, context)).toMatch(/background:none\(/);
  });

  it('leaves no part of a function to what follows it', () => {
    expect(cleanCss('p{background:image-set("a" 1x),var(--b)}q{content:"src"}', context)).toBe(
      'p{background:image-set("data:," 1x),var(--b)}q{content:"src"}',
    );
  });

  it('reads a string that is never closed once, not from each quote in it on', () => {
    const asked: string[] = [];

    cleanCss(`p{background:src("${'\\"'.repeat(200_000)}`, { refuse: () => {}, file: (one) => void asked.push(one) });

    expect(asked.map(({ length }) => length)).toEqual([200_000]);
  });

  it('keeps the number of rules where it empties an import', () => {
    expect(cleanCss('@import "a.css"; p { color: red }', context)).toBe('@layer kept-place; p { color: red }');
  });

  it.each([
    'p{filter:url(#a)}',
    'p{background:url(data:image/png;base64,AA==)}',
    'p{content:"a (b) @c"}',
    'p{width:calc(1px + (2px))}',
    'p{background:image-set(url(data:image/png;base64,AA) 1x)}',
    'p{background:image-set(linear-gradient(red, blue) 1x)}',
  ])('leaves what loads nothing as it is: %s', (css) => {
    expect(cleanCss(css, context)).toBe(css);
  });
});
