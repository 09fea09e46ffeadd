import { fileServer } from './files/file-server.ts';
import { keepFiles } from './files/keep-files.ts';
import { keepTexts } from './files/keep-texts.ts';
import type { Inner } from './inner.ts';

const { afterglow } = window as unknown as { afterglow?: { _?: Inner } };
const inner = afterglow?._;
const { src } = (document.currentScript ?? {}) as HTMLScriptElement;
if (inner && src) {
  const server = fileServer(inner.dataset.api || src.replace(/\/v\/[^/]*\/.*/, ''), inner.dataset.key);
  inner.guard(keepTexts)(inner, server);
  inner.guard(keepFiles)(inner, server);
}
