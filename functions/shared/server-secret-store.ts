import { type AwsCall, awsService } from './aws/call-aws.ts';

const secretsManager = () =>
  awsService({ service: 'secretsmanager', targetPrefix: 'secretsmanager', timeout: 3_000, tries: 3 });

/** The server's secret, which keys buckets, visitors and addresses; read once per container, again after a failure. */
export function createServerSecretStore(arn: string, call: AwsCall = secretsManager()): () => Promise<string> {
  let reading: Promise<string> | undefined;
  const read = async (): Promise<string> => {
    const { SecretString } = await call('GetSecretValue', { SecretId: arn });
    if (typeof SecretString !== 'string' || SecretString === '')
      throw new Error('the server secret is empty; deploy again so that it is generated');
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
