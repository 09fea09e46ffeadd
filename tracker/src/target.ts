import type { Inner } from './inner.ts';
import { startTarget } from './target/start-target.ts';

const { afterglow } = window as unknown as { afterglow?: { _?: Inner } };
const inner = afterglow?._;
if (inner) inner.guard(startTarget)(inner);
