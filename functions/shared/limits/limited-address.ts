import { addressHash, viewerAddress } from './viewer-address.ts';

export interface LimitedAddressDeps {
  /** Keys the hashes of addresses. */
  dailySecret: (now: number) => Promise<string>;
  /** Whether addresses are limited. */
  limitsAddresses: boolean;
  log: (line: Record<string, unknown>) => void;
}

/** Whether a function limits addresses, by its environment: at stage `local` every visitor has one address. */
export const limitsAddresses = (env: { STAGE: string; LIMIT_ADDRESSES?: '0' | '1' }): boolean =>
  (env.LIMIT_ADDRESSES ?? (env.STAGE === 'local' ? '0' : '1')) === '1';

/** The hash under which a visitor's address is limited in a project, or without one; undefined where it is not. */
export async function limitedAddress(
  deps: LimitedAddressDeps,
  headers: Readonly<Record<string, string | undefined>>,
  project: string,
  now: number,
): Promise<string | undefined> {
  const address = deps.limitsAddresses ? viewerAddress(headers) : undefined;
  if (address === undefined) return undefined;
  try {
    return addressHash(await deps.dailySecret(now), project, address);
  } catch (error) {
    deps.log({ level: 'error', message: 'no daily secret; addresses are not limited', reason: String(error) });
    return undefined;
  }
}
