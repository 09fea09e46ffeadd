import { describe, expect, it } from 'vitest';
import { findPython, PythonMissingError } from './python.ts';

describe('findPython', () => {
  it('says how to get Python where there is none', async () => {
    const failure = await findPython({ PATH: '/nowhere' }).catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(PythonMissingError);
    expect(String(failure)).toMatch(/Python 3\.10 or later.*Install it: .*AWS_ENDPOINT_URL/s);
  });

  it('tries nothing but PYTHON when that is set', async () => {
    await expect(findPython({ ...process.env, PYTHON: '/nowhere/python' })).rejects.toThrow(PythonMissingError);
  });
});
