import type { Answer } from './request.ts';

/** Whether another try may succeed. */
export const isPassing = ([status]: Answer): boolean => !status || status === 408 || status === 429 || status > 499;
