/** What a page on which all text is masked needs besides, before its recorder. */
import type { Inner } from './inner.ts';
import { hideCss } from './strict/hide-css.ts';

const { afterglow } = window as unknown as { afterglow?: { _?: Inner } };
if (afterglow?._) afterglow._.hideCss = hideCss;
