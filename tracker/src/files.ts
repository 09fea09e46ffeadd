import { keepFiles } from './files/keep-files.ts';
import type { Inner } from './inner.ts';

const { afterglow } = window as unknown as { afterglow?: { _?: Inner } };
const inner = afterglow?._;
const { src } = (document.currentScript ?? {}) as HTMLScriptElement;
if (inner && src) inner.guard(keepFiles)(inner, inner.dataset.api || src.replace(/\/v\/[^/]*\/.*/, ''));
