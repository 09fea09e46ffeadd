import { describe, expect, it } from 'vitest';
import { fileName } from '../../../lib/save-file.ts';
import { pageSvg } from './page-image.ts';

describe('pageSvg', () => {
  it('is well-formed and holds nothing that runs or loads', () => {
    const page = document.implementation.createHTMLDocument('x');
    page.body.innerHTML =
      '<p @click="go" :class="a" title="ok">a &lt; b<br>\u0001</p><script>alert(1)</script><iframe src="https://x.test"></iframe>';
    page.head.innerHTML = '<link rel="stylesheet" href="https://x.test/a.css"><style>p > b { color: red }</style>';

    const svg = pageSvg(page, 300, 200);
    const parsed = new DOMParser().parseFromString(svg, 'image/svg+xml');

    expect(parsed.querySelector('parsererror')).toBeNull();
    expect(svg).not.toMatch(/script|iframe|x\.test|@click|:class/);
    expect(parsed.querySelector('p')?.getAttribute('title')).toBe('ok');
  });
});

describe('what a plain clone leaves out', () => {
  it('is kept: shadow roots with their own styles, and rules that scripts inserted', () => {
    document.head.innerHTML = '<style id="empty"></style>';
    document.querySelector<HTMLStyleElement>('#empty')?.sheet?.insertRule('p { color: teal }');
    document.body.innerHTML = '<x-card></x-card>';
    const shadow = document.querySelector('x-card')?.attachShadow({ mode: 'open' });
    if (shadow) shadow.innerHTML = '<style>:host { display: block }</style><b>Join</b>';

    const svg = pageSvg(document, 10, 10);

    expect(svg).toContain('color: teal');
    expect(svg).toContain('<b>Join</b>');
    expect(svg).toMatch(/@scope \{ :scope \{\s*display: block/);
    expect(document.querySelector('x-card')?.children).toHaveLength(0);
  });
});

describe('fileName', () => {
  it('has words and dashes', () => {
    expect(fileName('heatmap', 'click', '/käse/*?a=1', 'desktop')).toBe('heatmap-click-käse-a-1-desktop');
  });
});
