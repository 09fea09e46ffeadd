import { startExtra } from './extra/start-extra.ts';
import type { Inner } from './inner.ts';

startExtra((window as unknown as { afterglow: { _: Inner } }).afterglow._);
