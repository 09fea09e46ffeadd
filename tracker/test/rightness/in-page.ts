/** What the live page's own world is given: how to tell the page. */
import { type PageTree, pageTree, type TreeOptions } from './page-tree.ts';

export const tell = (options: TreeOptions): PageTree => pageTree(document, options);
