import { guard } from './core/guard.ts';
import { startExtra } from './extra/start-extra.ts';
import type { Inner } from './inner.ts';

const inner = (window as { afterglow?: { _?: Inner } }).afterglow?._;
if (inner && !inner.signal) guard(startExtra)(inner);
