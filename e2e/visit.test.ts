import { inject } from 'vitest';
import { describeVisit } from './visit-suite.ts';

describeVisit('a visit', async () => ({ ready: inject('ready'), state: inject('state') }));
