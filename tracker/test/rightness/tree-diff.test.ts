import { expect, it } from 'vitest';
import type { PageTree, Scroll } from './page-tree.ts';
import { treeDiff } from './tree-diff.ts';

const tree = (lines: string[], scrolls: Scroll[] = []): PageTree => ({ lines, scrolls, at: 0 });
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
