import {
  AdminConfirmSignUpCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import type { ApiClient } from '../tools/api-client.ts';
import { emulatorCredentials } from './aws-clients.ts';
import { mailedCode } from './mailed-code.ts';

export interface UserPoolPlace {
  endpoint: string;
  region: string;
  userPoolId: string;
}

/** Confirms a sign-up by the code that was mailed, or as the pool's owner where the emulator keeps no mails. */
export async function confirmDemoUser(client: ApiClient, email: string, place: UserPoolPlace): Promise<void> {
  const code = await mailedCode(place.endpoint, email);
  if (code) {
    await client.call('confirm', { body: { email, code } });
    return;
  }
  await cognitoOf(place).send(new AdminConfirmSignUpCommand({ UserPoolId: place.userPoolId, Username: email }));
}

/** Gives a user that another state folder made on the same emulator the password of this one. */
export async function adoptDemoUser(email: string, password: string, place: UserPoolPlace): Promise<void> {
  const who = { UserPoolId: place.userPoolId, Username: email };
  await cognitoOf(place).send(new AdminSetUserPasswordCommand({ ...who, Password: password, Permanent: true }));
}

const cognitoOf = ({ endpoint, region }: UserPoolPlace) =>
  new CognitoIdentityProviderClient({ endpoint, region, credentials: emulatorCredentials });
