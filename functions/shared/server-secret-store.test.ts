import { expect, it, vi } from 'vitest';
import { createServerSecretStore } from './server-secret-store.ts';

it('reads the secret once, and again after a failure', async () => {
  const call = vi.fn().mockRejectedValueOnce(new Error('throttled')).mockResolvedValue({ SecretString: 'secret' });
  const secret = createServerSecretStore('arn', call);

  await expect(secret()).rejects.toThrow('throttled');
  expect(await Promise.all([secret(), secret()])).toEqual(['secret', 'secret']);
  expect(call.mock.calls).toEqual([
    ['GetSecretValue', { SecretId: 'arn' }],
    ['GetSecretValue', { SecretId: 'arn' }],
  ]);
});

it('takes no empty secret', async () => {
  const call = vi.fn().mockResolvedValue({ SecretString: '' });

  await expect(createServerSecretStore('arn', call)()).rejects.toThrow('deploy again');
});
