/**
 * The password that was typed before the code is asked for. It lives in memory alone, never in the address or a
 * storage: after a reload it is gone, and the confirm screen asks for it.
 */
let chosen: { email: string; password: string } | undefined;

const same = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

export const chosenPassword = {
  keep(email: string, password: string): void {
    chosen = { email, password };
  },
  /** What was typed for this address, if it still is there. */
  of: (email: string): string | undefined => (chosen && same(chosen.email, email) ? chosen.password : undefined),
  forget(): void {
    chosen = undefined;
  },
};
