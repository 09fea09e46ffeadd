import { expect, it } from 'vitest';
import type { Media, PageTree, Scroll } from './page-tree.ts';
import { treeDiff } from './tree-diff.ts';

const tree = (lines: string[], scrolls: Scroll[] = [], media: Media[] = []): PageTree => ({
  lines,
  scrolls,
  media,
  at: 0,
});
const page = ['<html>', ' <body>', '  <p>', '   "One"', '  <p>', '   "Two"'];

it('finds nothing between a page and itself', () => {
  expect(treeDiff(tree(page), tree([...page]))).toEqual([]);
});

it('shows what is missing, what is too much and what is different, under the line before it', () => {
  const missing = page.filter((line) => line !== '   "One"');

  expect(treeDiff(tree(page), tree(missing))).toEqual(['    <p> (line 3)', '-    "One"']);
  expect(treeDiff(tree(missing), tree(page))).toEqual(['    <p> (line 3)', '+    "One"']);
  expect(treeDiff(tree(page), tree([...page.slice(0, 5), '   "2"']))).toEqual([
    '    <p> (line 5)',
    '-    "Two"',
    '+    "2"',
  ]);
});

it('goes on after a difference', () => {
  const other = ['<html>', ' <body class="x">', ...page.slice(2, 5), '   "Three"'];

  expect(treeDiff(tree(page), tree(other)).filter((line) => /^[-+]/.test(line))).toEqual([
    '-  <body>',
    '+  <body class="x">',
    '-    "Two"',
    '+    "Three"',
  ]);
});

it('shows long lines from where they part', () => {
  const line = `<style> ${'a { color: red } '.repeat(40)}`;
  const [, live, replayed] = treeDiff(tree(['<html>', `${line}b`]), tree(['<html>', `${line}c`]));

  expect([live?.at(-1), replayed?.at(-1)]).toEqual(['b', 'c']);
  expect(live?.length).toBeLessThan(80);
});

it('holds scrolling against what the replay could be scrolled by', () => {
  const live = tree(page, [[2, 0, 400, 0, 900]]);

  expect(treeDiff(live, tree(page, [[2, 0, 400, 0, 900]]))).toEqual([]);
  // Its text is masked and shorter there.
  expect(treeDiff(live, tree(page, [[2, 0, 250, 0, 250]]))).toEqual([]);
  expect(treeDiff(live, tree(page, [[2, 0, 250, 0, 900]]))).toEqual([
    '    <p>',
    '- scrolled to 0,400',
    '+ scrolled to 0,250',
  ]);
  expect(treeDiff(tree(page), tree(page, [[4, 0, 30, 0, 900]]))).toEqual([
    '    <p>',
    '- scrolled to 0,0',
    '+ scrolled to 0,30',
  ]);
});

it('lets what plays be elsewhere by as much as a browser takes to begin, and nothing else', () => {
  const at = (state: string, time: number, speed: number) => tree(page, [], [[2, state, time, speed]]);

  expect(treeDiff(at('plays, rate 2', 4, 2), at('plays, rate 2', 4.9, 2))).toEqual([]);
  expect(treeDiff(at('plays, rate 2', 4, 2), at('plays, rate 2', 5.5, 2))).toHaveLength(3);
  expect(treeDiff(at('is paused', 4, 0), at('is paused', 4.01, 0))).toEqual([]);
  expect(treeDiff(at('is paused', 4, 0), at('is paused', 4.1, 0))).toEqual([
    '    <p>',
    '- is paused, at 4 s',
    '+ is paused, at 4.1 s',
  ]);
  expect(treeDiff(at('is paused', 4, 0), at('plays', 4, 1))).toHaveLength(3);
  expect(treeDiff(at('is paused', 4, 0), tree(page))).toHaveLength(3);
});
