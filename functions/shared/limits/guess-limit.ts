/** How many write keys that no project has may be looked up, by one address and in all; shared by all who look up keys. */
import { ApiError } from '#contracts/errors.ts';
import { addressLimitKey, keyLimitKey } from '../project-items.ts';
import { RecentMap } from '../recent-map.ts';
import { keptSeconds, Leases, maxAddresses, need, type RateLimitOptions, type Shortage } from './leases.ts';
import { retryAfter } from './retry-after.ts';

/** Keys that no project has and that may be looked up, a second: more than pages with a wrong key ask for, since each is remembered. */
const guesses = { ofAddress: 1, inAll: 20 };
/** How long an address counts as one that guesses. */
const guessedForMs = 60_000;
/** The bucket of all that is no key. */
const noKey = keyLimitKey('');

const addressGuess = need('guesses', guesses.ofAddress, 20 * guesses.ofAddress, 1, 1);
const anyGuess = need('guesses', guesses.inAll, 10 * guesses.inAll, 1, 1);

/** Each rejects with an ApiError `too_many_requests`; with the store down each lets everything through. */
export interface GuessLimit {
  /**
   * Before a key is looked up that this container does not know; asks nobody. Past what all senders together may
   * guess only those are refused that guessed lately, so that guessers keep no visitor out. `hash`: of the sender's
   * address.
   */
  check(hash: string | undefined, now: number): void;
  /** For a key that was looked up and that no project has. */
  take(hash: string | undefined, now: number): Promise<void>;
}

export function createGuessLimit({ store, onFailure }: RateLimitOptions): GuessLimit {
  const all = new Leases({ store, maxKeys: 1, keptSeconds, onFailure });
  const addresses = new Leases({ store, maxKeys: maxAddresses, keptSeconds, onFailure });
  /** When an address last sent a key that no project has, ms. */
  const guessedAt = new RecentMap<number>(maxAddresses);

  return {
    check(hash, now) {
      if (hash !== undefined) {
        refuse(addresses.refusal(addressLimitKey(hash), addressGuess, now));
        if ((guessedAt.get(hash) ?? 0) + guessedForMs < now) return;
      }
      refuse(all.refusal(noKey, anyGuess, now));
    },
    async take(hash, now) {
      if (hash !== undefined) {
        guessedAt.set(hash, now);
        refuse(await addresses.take(addressLimitKey(hash), addressGuess, now));
      }
      refuse(await all.take(noKey, anyGuess, now));
    },
  };
}

function refuse(shortage: Shortage | undefined): void {
  if (shortage) throw new ApiError('too_many_requests', undefined, retryAfter(shortage));
}
