import { JobsEnv } from './env.ts';

JobsEnv.parse(process.env);

export async function handler(): Promise<void> {}
