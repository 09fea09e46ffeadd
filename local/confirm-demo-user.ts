import { AdminConfirmSignUpCommand, CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
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
  const { endpoint, region, userPoolId } = place;
  const cognito = new CognitoIdentityProviderClient({ endpoint, region, credentials: emulatorCredentials });
  await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId: userPoolId, Username: email }));
}
