import type { Answer } from './request.ts';

/** Whether another try may succeed. */
export const isPassing = ([status]: Answer): boolean => /^(0|408|429|5..)$/.test(`${status}`);
