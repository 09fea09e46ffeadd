import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';

/** The server's secret, which keys buckets, visitors and addresses; read once per container, again after a failure. */
export function createServerSecretStore(
  arn: string,
  client: SecretsManagerClient = new SecretsManagerClient(),
): () => Promise<string> {
  let reading: Promise<string> | undefined;
  const read = async (): Promise<string> => {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: arn }));
    if (!SecretString) throw new Error('the server secret is empty; deploy again so that it is generated');
    return SecretString;
  };
  return () => {
    reading ??= read().catch((error: unknown) => {
      reading = undefined;
      throw error;
    });
    return reading;
  };
}
