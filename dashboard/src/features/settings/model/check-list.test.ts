import { describe, expect, it } from 'vitest';
import { Origin } from '#contracts/project.ts';
import { ProjectSettings } from '#contracts/project-settings.ts';
import { checkList, checkSelectors } from './check-list.ts';

describe('a list of origins', () => {
  it('passes when it is empty or every entry is an origin', () => {
    expect(checkList([], Origin)).toBeNull();
    expect(checkList(['https://shop.example', 'https://*.shop.example', 'http://localhost:3000'], Origin)).toBeNull();
  });

  it('names the first entry that is none, and says how to write one', () => {
    const problem = checkList(['https://shop.example', 'shop.example', 'x'], Origin);

    expect(problem).toBe('shop.example: write an origin as https://host, https://host:port or https://*.host');
  });
});

describe('a list of path patterns', () => {
  it('takes paths with a star of its own and refuses queries', () => {
    const pattern = ProjectSettings.shape.paths.shape.fold.def.element;

    expect(checkList(['/users/*', '/größe'], pattern)).toBeNull();
    expect(checkList(['/account*'], pattern)).toMatch(/^\/account\*: a \* stands for one whole segment/);
    expect(checkList(['/search?q=*'], pattern)).toBe('/search?q=*: a path pattern starts with / and has no query');
  });
});

describe('a list of selectors', () => {
  it('names the first that the browser does not understand', () => {
    expect(checkSelectors(['.card', '#a > b', '[data-x="1,2"]'], document)).toBeNull();
    expect(checkSelectors(['.card', 'div..x'], document)).toBe('div..x: not a CSS selector');
  });
});
