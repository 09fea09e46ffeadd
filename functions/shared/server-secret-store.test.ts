import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, it } from 'vitest';
import { createServerSecretStore } from './server-secret-store.ts';

it('reads the secret once, and again after a failure', async () => {
  const client = new SecretsManagerClient({ region: 'eu-central-1' });
  const mock = mockClient(client);
  mock.on(GetSecretValueCommand).rejectsOnce(new Error('throttled')).resolves({ SecretString: 'secret' });
  const secret = createServerSecretStore('arn', client);

  await expect(secret()).rejects.toThrow('throttled');
  expect(await Promise.all([secret(), secret()])).toEqual(['secret', 'secret']);
  expect(mock.commandCalls(GetSecretValueCommand)).toHaveLength(2);
});

it('takes no empty secret', async () => {
  const client = new SecretsManagerClient({ region: 'eu-central-1' });
  mockClient(client).on(GetSecretValueCommand).resolves({ SecretString: '' });

  await expect(createServerSecretStore('arn', client)()).rejects.toThrow('deploy again');
});
