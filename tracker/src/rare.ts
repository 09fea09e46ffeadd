import type { Inner } from './inner.ts';
import { startRare } from './rare/start-rare.ts';

const { afterglow } = window as unknown as { afterglow?: { _?: Inner } };
const inner = afterglow?._;
if (inner) inner.guard(startRare)(inner);
