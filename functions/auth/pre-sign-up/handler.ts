/** Cognito asks here before it takes any sign-up, so that its public SignUp call is closed when ours is. */
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { createOwnerStore } from '../owner-store.ts';
import { checkSignUp } from './check-sign-up.ts';
import { PreSignUpEnv } from './env.ts';

const env = z.parse(PreSignUpEnv, process.env);
const owners = createOwnerStore(env.PROJECTS_TABLE);

export const handler = async (event: PreSignUpTriggerEvent): Promise<PreSignUpTriggerEvent> => {
  // A line per call keeps emulated functions quick; the address stays out of it.
  console.log(JSON.stringify({ level: 'info', message: 'sign-up asked for', trigger: event.triggerSource }));
  checkSignUp(event.triggerSource, env.STAGE, await owners.read());
  return event;
};
