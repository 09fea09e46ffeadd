import { guard } from './core/guard.ts';
import { startExtra } from './extra/start-extra.ts';
import type { Inner } from './inner.ts';

guard(() => startExtra((window as unknown as { afterglow: { _: Inner } }).afterglow._))();
